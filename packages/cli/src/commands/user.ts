/** `moorgate user …`: people, from the host itself. */
import { createUser, resetPassword } from '@moorgate/auth';
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { readPassword } from '../read-password.ts';
import { withStore } from '../store.ts';
import { repeated } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface UserOptions extends DataDirOption {
  readonly passwordStdin: boolean;
  readonly scope?: string[];
}

/** Fills `user` with `add` and `reset-password`. */
export const addUserCommands = (user: Command): void => {
  withDataDir(user.command('add <name>'))
    .description('create a user; the password is asked for')
    .option('--password-stdin', 'read the password from standard input', false)
    .option(
      '--scope <scope>',
      'a right of the user; may be repeated; without one the user has none',
      repeated,
    )
    .action(async (name: string, options: UserOptions) => {
      const password = await readPassword(options.passwordStdin);
      await withStore(dataDirectoryOf(options), readCliConfig().databaseUrl, (ctx) =>
        createUser(ctx, { username: name, password, scopes: options.scope ?? [] }),
      );
      process.stdout.write(`${name} can log in.\n`);
    });
  withDataDir(user.command('reset-password <name>'))
    .description('set another password and end the sessions of a user')
    .option('--password-stdin', 'read the password from standard input', false)
    .action(async (name: string, options: UserOptions) => {
      const password = await readPassword(options.passwordStdin);
      await withStore(dataDirectoryOf(options), readCliConfig().databaseUrl, (ctx) =>
        resetPassword(ctx, { username: name, password }),
      );
      process.stdout.write(`${name} has another password; open sessions have ended.\n`);
    });
};
