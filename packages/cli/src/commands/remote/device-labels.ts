/** `moorgate devices labels …`. */
import type { Command } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';
import { readLabel } from './label-filter.ts';

/** Fills `devices labels`. */
export const addLabelCommands = (labels: Command, terminal: Terminal): void => {
  apiCommand(
    labels
      .command('set <uuid> <key=value...>')
      .description('set labels of a device; those that are not named stay'),
    terminal,
    async ({ client, output }, uuid: string, pairs: string[]) => {
      const upserts = Object.fromEntries(pairs.map(readLabel));
      await client.PATCH('/devices/{uuid}/labels', {
        params: { path: { uuid } },
        body: { upserts },
      });
      output.done(`${uuid} has ${pairs.join(' ')}.`);
    },
  );
  apiCommand(
    labels.command('unset <uuid> <key...>').description('remove labels of a device'),
    terminal,
    async ({ client, output }, uuid: string, deletes: string[]) => {
      await client.PATCH('/devices/{uuid}/labels', {
        params: { path: { uuid } },
        body: { deletes },
      });
      output.done(`${uuid} does not have ${deletes.join(' ')}.`);
    },
  );
};
