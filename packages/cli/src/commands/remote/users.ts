/** `moorgate users …`: people, through the API. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import { readNewPassword } from '../../remote/read-new-password.ts';
import type { Terminal } from '../../terminal.ts';
import { repeated } from '../option-values.ts';
import { addUserRights } from './user-rights.ts';
import { addUserSessions } from './user-sessions.ts';

const userColumns: readonly Column<components['schemas']['User']>[] = [
  { title: 'name', of: ({ username }) => username },
  { title: 'roles', of: ({ roles }) => roles.join(' ') },
  { title: 'scopes', of: ({ scopes }) => scopes.join(' ') },
  { title: 'created', of: (user, showDate) => showDate(user['created-at']) },
  { title: 'by', of: (user) => user['created-by'] },
  { title: 'password', of: (user, showDate) => showDate(user['password-changed-at']) },
];

/** Fills `users`. */
export const addUsersCommands = (users: Command, terminal: Terminal): void => {
  const list = withPageOptions(users.command('list')).description('list the active users');
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const pages = pagesOf({
      call,
      ask: (query) => call.client.GET('/users', { params: { query } }),
    });
    await call.output.list(pages, userColumns);
  });
  apiCommand(
    users.command('get <username>').description('show one user'),
    terminal,
    async ({ client, output }, username: string) => {
      const params = { path: { username } };
      await output.one(await answerOf(client.GET('/users/{username}', { params })), userColumns);
    },
  );
  addCreate(users, terminal);
  addUserRights(users, terminal);
  addUserSessions(users, terminal);
  addResets(users, terminal);
  addActivity(users, terminal);
};

interface CreateOptions {
  readonly passwordStdin: boolean;
  readonly password: boolean;
  readonly scope?: string[];
}

const addCreate = (users: Command, terminal: Terminal): void => {
  const create = users
    .command('create <new-username>')
    .description('create a user; the password is asked for')
    .option('--password-stdin', 'read the password from standard input', false)
    .option('--no-password', 'without one: for somebody who logs in through a provider')
    .option('--scope <scope>', 'a right of the user; may be repeated; none unless said', repeated);
  apiCommand<CreateOptions, [string]>(create, terminal, async (call, username) => {
    const { client, options, output } = call;
    const secret = options.password
      ? { password: await readNewPassword(terminal, options.passwordStdin) }
      : {};
    const body = { username, scopes: options.scope ?? [], ...secret };
    await output.one(await answerOf(client.POST('/users', { body })), userColumns);
  });
};

const addResets = (users: Command, terminal: Terminal): void => {
  const reset = users
    .command('reset-password <username>')
    .description('set another password of a user and end their sessions')
    .option('--password-stdin', 'read the password from standard input', false)
    .option('--revoke-tokens', 'end their tokens too', false);
  apiCommand<{ passwordStdin: boolean; revokeTokens: boolean }, [string]>(
    reset,
    terminal,
    async ({ client, options, output }, username) => {
      const password = await readNewPassword(terminal, options.passwordStdin);
      const body = { password, 'revoke-tokens': options.revokeTokens };
      const params = { path: { username } };
      await client.POST('/users/{username}/reset-password', { params, body });
      output.done(`${username} has another password; open sessions have ended.`);
    },
  );
  const factor = withConfirmation(users.command('reset-second-factor <username>')).description(
    'take the second factor of a user away, who has lost it',
  );
  apiCommand<{ yes: boolean }, [string]>(factor, terminal, async (call, username) => {
    await confirm(call, `Let ${username} log in with a password alone?`);
    await call.client.DELETE('/users/{username}/totp', { params: { path: { username } } });
    call.output.done(`${username} has no second factor.`);
  });
};

const addActivity = (users: Command, terminal: Terminal): void => {
  const deactivate = withConfirmation(users.command('deactivate <username>')).description(
    'let a user do nothing more: their sessions and tokens end at once',
  );
  apiCommand<{ yes: boolean }, [string]>(deactivate, terminal, async (call, username) => {
    await confirm(call, `End all sessions and tokens of ${username}?`);
    await call.client.DELETE('/users/{username}', { params: { path: { username } } });
    call.output.done(`Nothing of ${username} is accepted any more.`);
  });
  apiCommand(
    users
      .command('reactivate <username>')
      .description('let a user log in again who was deactivated; what ended stays ended'),
    terminal,
    async ({ client, output }, username: string) => {
      await client.POST('/users/{username}/reactivate', { params: { path: { username } } });
      output.done(`${username} may log in again.`);
    },
  );
};
