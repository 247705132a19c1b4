/** `moorgate beacons …`: what reaches Docker hosts, whoever owns it. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { connectionWords } from './beacon-connection.ts';

type Schemas = components['schemas'];

const columns: readonly Column<Schemas['Beacon']>[] = [
  { title: 'id', isWhole: true, of: ({ id }) => id },
  { title: 'address', isWhole: true, of: ({ address }) => address },
  { title: 'connected', of: (one, showDate) => connectionWords(one.connection, showDate) },
  { title: 'refreshed', of: (one, showDate) => showDate(one['refreshed-at']) },
  { title: 'by', of: (one) => one['created-by'] },
];

const details: readonly Column<Schemas['BeaconDetails']>[] = [
  ...columns,
  { title: 'alias', of: ({ alias }) => alias ?? '' },
  { title: 'hosts', of: ({ instances }) => instances.map(({ address }) => address).join(', ') },
  {
    title: 'levels',
    of: ({ permissions }) =>
      permissions.map(({ username, level }) => `${username}: ${level}`).join(', '),
  },
];

/** Fills `beacons`. */
export const addBeaconsCommands = (beacons: Command, terminal: Terminal): void => {
  const list = withPageOptions(beacons.command('list')).description(
    'list all beacons, and whether those are connected that connect from their side',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const ask = (query: { readonly limit: number; readonly cursor?: string }) =>
      call.client.GET('/beacons', { params: { query } });
    await call.output.list(pagesOf({ call, ask }), columns);
  });
  const show = beacons
    .command('show <id>')
    .description('show a beacon with its hosts, and who may use it');
  apiCommand<object, [string]>(show, terminal, async ({ client, output }, id) => {
    const params = { path: { id } };
    await output.one(await answerOf(client.GET('/beacons/{id}', { params })), details);
  });
};
