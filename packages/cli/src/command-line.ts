/** Running one command, and what comes of it. */
import { CommanderError } from 'commander';
import { describeFailure } from './describe-failure.ts';
import { exitCodes } from './exit-codes.ts';
import { loadProgram } from './load-program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command; `words` are what stands behind the program's name. Answers the exit code (see `exitCodes`); a command
 * that failed has said why on standard error, in words for a person.
 */
export const runCommandLine = async (
  words: readonly string[],
  terminal: Terminal,
): Promise<number> => {
  try {
    // What a shell asks is a line that somebody types: nothing of it is an option of this command itself.
    if (words[0] === '__complete') {
      const { answerShell } = await import('./completion/answer-shell.ts');
      await answerShell(words.slice(words[1] === '--' ? 2 : 1), terminal);
      return exitCodes.ok;
    }
    const program = await loadProgram(words, terminal);
    await program.parseAsync(words, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCode, lines } = describeFailure(error);
    for (const line of lines) terminal.note(`moorgate: ${line}\n`);
    return exitCode;
  }
};
