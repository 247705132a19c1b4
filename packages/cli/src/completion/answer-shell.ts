/** The answer to a shell: a word in each line, behind a tab what it means; or `:files`, where the shell offers files. */
import { printable } from '../output/printable.ts';
import type { Terminal } from '../terminal.ts';
import { complete } from './complete.ts';

/** Writes what may stand in the place of the last of `words`, which stand behind the program's name. */
export const answerShell = async (words: readonly string[], terminal: Terminal): Promise<void> => {
  const candidates = await complete(words, terminal);
  if (candidates === 'files') {
    terminal.write(':files\n');
    return;
  }
  for (const { value, description = '' } of candidates)
    terminal.write(`${printable(value)}\t${printable(description)}\n`);
};
