/** The tree of commands, as far as it is wanted. */
import { Command } from 'commander';
import { topCommands } from './command-tree.ts';
import type { Terminal } from './terminal.ts';

/** The word that names the command at the top; `help` asks about the one behind it. */
const topWord = (words: readonly string[]): string | undefined =>
  words.find((word) => !word.startsWith('-') && word !== 'help');

/** The program, with everything below the command that `words` name; of the others no more than a sentence. */
export const loadProgram = async (
  words: readonly string[],
  terminal: Terminal,
): Promise<Command> => {
  const root = new Command('moorgate')
    .description('A self-hosted control plane for device fleets.')
    .configureHelp({ sortSubcommands: true, helpWidth: terminal.columns ?? 100 })
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.note })
    .exitOverride();
  const wanted = topWord(words);
  for (const { name, description, load } of topCommands) {
    const command = root.command(name).description(description);
    if (name === wanted) (await load(words))(command, terminal);
  }
  return root;
};
