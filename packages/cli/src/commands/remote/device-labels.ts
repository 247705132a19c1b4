/** `moorgate devices labels …`. */
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { apiCommand } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

/** A label from `key=value`. Throws `CommandError` for another form. */
const readLabel = (text: string): readonly [string, string] => {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new CommandError(exitCodes.usage, `${text} is no label: key=value is needed`);
};

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
