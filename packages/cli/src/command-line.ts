/** The commands, and what comes of running one. */
import { Command, CommanderError } from 'commander';
import { topCommands } from './command-tree.ts';
import { describeFailure } from './describe-failure.ts';
import { exitCodes } from './exit-codes.ts';
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
  for (const { name, description, isHidden = false, load } of topCommands) {
    const command = root.command(name, { hidden: isHidden }).description(description);
    if (name === wanted) (await load())(command, terminal);
  }
  return root;
};

/**
 * Runs one command; `words` are what stands behind the program's name. Answers the exit code (see `exitCodes`); a command
 * that failed has said why on standard error, in words for a person.
 */
export const runCommandLine = async (
  words: readonly string[],
  terminal: Terminal,
): Promise<number> => {
  try {
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
