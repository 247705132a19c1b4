/** The commands, and how their failures look to a person. */
import { ConfigError } from '@moorgate/config';
import { DomainError } from '@moorgate/errors';
import { Command, CommanderError } from 'commander';
import { addDatabaseCommands } from './commands/database.ts';
import { addDeviceCommands } from './commands/device.ts';
import { addPkiCommands } from './commands/pki.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addTokenCommands } from './commands/token.ts';
import { addUpCommand } from './commands/up.ts';
import { addUserCommands } from './commands/user.ts';

const program = (): Command => {
  const root = new Command('moorgate')
    .description('A self-hosted control plane for device fleets.')
    .configureHelp({ sortSubcommands: true })
    .exitOverride();
  addUpCommand(root);
  addUserCommands(root);
  addTokenCommands(root);
  addDeviceCommands(root);
  addPkiCommands(root);
  addDatabaseCommands(root);
  addSimulateCommand(root);
  return root;
};

/**
 * Runs one command. Answers the exit code: 0 when it did what it was asked, 1 with one sentence on standard error when it
 * could not, 2 when the command itself was wrong.
 */
export const runCommandLine = async (argv: readonly string[]): Promise<number> => {
  try {
    await program().parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    for (const line of complaint(error)) process.stderr.write(`moorgate: ${line}\n`);
    return 1;
  }
};

const complaint = (error: unknown): readonly string[] => {
  if (error instanceof ConfigError) return error.problems;
  if (error instanceof DomainError && error.details.issues !== undefined)
    return error.details.issues.map((issue) => `${issue.pointer} ${issue.message}`);
  return [error instanceof Error ? error.message : String(error)];
};
