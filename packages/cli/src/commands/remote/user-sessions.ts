/** `moorgate users sessions …`: where people are logged in. */
import type { components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

const sessionColumns: readonly Column<components['schemas']['OpenSession']>[] = [
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'began', of: (session, showDate) => showDate(session['created-at']) },
  { title: 'last used', of: (session, showDate) => showDate(session['last-used-at']) },
  { title: 'ends', of: (session, showDate) => showDate(session['expires-at']) },
  { title: 'address', of: ({ address }) => address ?? '' },
  { title: 'program', of: (session) => session['user-agent'] ?? '' },
];

/** Adds `list` and `end`. */
export const addUserSessions = (users: Command, terminal: Terminal): void => {
  const sessions = users.command('sessions').description('sessions of a user');
  const list = withPageOptions(sessions.command('list <username>')).description(
    'list the open sessions of a user',
  );
  apiCommand<PageOptions, [string]>(list, terminal, async (call, username) => {
    const pages = pagesOf({
      call,
      ask: (query) =>
        call.client.GET('/users/{username}/sessions', { params: { path: { username }, query } }),
    });
    await call.output.list(pages, sessionColumns);
  });
  apiCommand(
    sessions.command('end <username>').description('end all sessions of a user'),
    terminal,
    async ({ client, output }, username: string) => {
      await client.DELETE('/users/{username}/sessions', { params: { path: { username } } });
      output.done(`${username} is logged out everywhere; tokens stay.`);
    },
  );
};
