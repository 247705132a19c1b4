/** `moorgate user …`: people, from the host itself. */
import {
  type Context,
  createUser,
  type PasswordPolicy,
  recoverUser,
  resetPassword,
} from '@moorgate/auth';
import { passwordPolicyOf } from '@moorgate/config';
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { readNewPassword } from '../remote/read-new-password.ts';
import { withStore } from '../store.ts';
import type { Terminal } from '../terminal.ts';
import { repeated } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface UserOptions extends DataDirOption {
  readonly passwordStdin: boolean;
  readonly scope?: string[];
}

interface ResetOptions extends UserOptions {
  readonly revokeTokens: boolean;
}

/** Runs `work` on the store of the installation, with the rules for passwords from the environment. */
const withPolicy = (
  options: UserOptions,
  work: (ctx: Context, policy: PasswordPolicy) => Promise<unknown>,
): Promise<unknown> => {
  const config = readCliConfig();
  return withStore(dataDirectoryOf(options), config.databaseUrl, (ctx) =>
    work(ctx, passwordPolicyOf(config)),
  );
};

const withPassword = (command: Command): Command =>
  withDataDir(command).option('--password-stdin', 'read the password from standard input', false);

/** Fills `user` with `add`, `reset-password` and `recover`. */
export const addUserCommands = (user: Command, terminal: Terminal): void => {
  withPassword(user.command('add <name>'))
    .description('create a user; the password is asked for')
    .option(
      '--scope <scope>',
      'a right of the user; may be repeated; without one the user has none',
      repeated,
    )
    .action(async (username: string, options: UserOptions) => {
      const password = await readNewPassword(terminal, options.passwordStdin);
      const request = { username, password, scopes: options.scope ?? [] };
      await withPolicy(options, (ctx, policy) => createUser(ctx, request, policy));
      terminal.write(`${username} can log in.\n`);
    });
  withPassword(user.command('reset-password <name>'))
    .description('set another password and end the sessions of a user')
    .option('--revoke-tokens', 'end the tokens of the user as well', false)
    .action(async (username: string, options: ResetOptions) => {
      const password = await readNewPassword(terminal, options.passwordStdin);
      const { revokeTokens } = options;
      const request = { username, password, revokeTokens };
      await withPolicy(options, (ctx, policy) => resetPassword(ctx, request, policy));
      const ended = revokeTokens ? 'sessions and tokens' : 'open sessions';
      terminal.write(`${username} has another password; ${ended} have ended.\n`);
    });
  withPassword(user.command('recover <name>'))
    .description(
      'make a user an administrator again: active, with every right, another password and no second factor',
    )
    .action(async (username: string, options: UserOptions) => {
      const password = await readNewPassword(terminal, options.passwordStdin);
      await withPolicy(options, (ctx, policy) => recoverUser(ctx, { username, password }, policy));
      terminal.write(
        `${username} is an administrator with this password; open sessions and tokens have ended.\n`,
      );
    });
};
