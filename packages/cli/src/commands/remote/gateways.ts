/** `moorgate gateways list`. */
import { answerOf, type components } from '@moorgate/client';
import type { Command } from 'commander';
import type { Column } from '../../output/output.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { onePage } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';

const gatewayColumns: readonly Column<components['schemas']['Gateway']>[] = [
  { title: 'name', of: ({ name }) => name },
  { title: 'state', of: ({ state }) => state },
  { title: 'connections', of: ({ connections }) => String(connections) },
  { title: 'workers', of: ({ workers }) => String(workers.length) },
  { title: 'change', of: (gateway) => String(gateway['applied-sequence']) },
  {
    title: 'behind',
    of: ({ workers }) => String(Math.max(0, ...workers.map((one) => one['changes-behind']))),
  },
];

/** Fills `gateways`. */
export const addGatewaysCommands = (gateways: Command, terminal: Terminal): void => {
  apiCommand(
    gateways.command('list').description('list the gateways, and how far each follows changes'),
    terminal,
    async ({ client, output }) =>
      output.list(onePage(answerOf(client.GET('/gateways'))), gatewayColumns),
  );
};
