/** `moorgate docker-hosts …`: the hosts of the beacons that one may use. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { connectionWords } from './beacon-connection.ts';
import { addProxyCommand } from './docker-proxy.ts';

const columns: readonly Column<components['schemas']['DockerHost']>[] = [
  { title: 'address', isWhole: true, of: ({ address }) => address },
  { title: 'alias', isWhole: true, of: ({ alias }) => alias ?? '' },
  { title: 'beacon', of: ({ beacon }) => beacon.address },
  {
    title: 'connected',
    of: ({ beacon }, showDate) => connectionWords(beacon.connection, showDate),
  },
  { title: 'level', of: ({ level }) => String(level) },
  { title: 'seen', of: (one, showDate) => showDate(one['last-seen']) },
];

/** Fills `docker-hosts`. */
export const addDockerHostsCommands = (hosts: Command, terminal: Terminal): void => {
  const list = withPageOptions(hosts.command('list')).description(
    'list the hosts of the beacons that you may use',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const ask = (query: { readonly limit: number; readonly cursor?: string }) =>
      call.client.GET('/docker-hosts', { params: { query } });
    await call.output.list(pagesOf({ call, ask }), columns);
  });
  const show = hosts
    .command('show <host>')
    .description('show a host, by its id, its alias or its address');
  apiCommand<object, [string]>(show, terminal, async ({ client, output }, id) => {
    const params = { path: { id } };
    await output.one(await answerOf(client.GET('/docker-hosts/{id}', { params })), columns);
  });
  addProxyCommand(hosts, terminal);
};
