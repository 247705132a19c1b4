/** `moorgate denied …`: the denied list. */
import type { components } from '@moorgate/client';
import type { Command } from 'commander';
import { confirm, withConfirmation } from '../../remote/confirm.ts';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, type PageQuery, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { deniedColumns } from './device-columns.ts';

type DeniedDevice = components['schemas']['DeniedDevice'];

/** Fills `denied`. */
export const addDeniedCommands = (denied: Command, terminal: Terminal): void => {
  const list = withPageOptions(denied.command('list')).description('list the denied devices');
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const ask = async (page: PageQuery) => {
      const params = { query: { ...page, details: true } };
      const { data, response } = await call.client.GET('/denied-devices', { params });
      // With `details` every entry is an object.
      return { data: data as DeniedDevice[], response };
    };
    await call.output.list(pagesOf({ call, ask }), deniedColumns);
  });
  apiCommand(
    denied
      .command('restore <denied-uuid>')
      .description('take a device off the denied list; it may connect with the key that it had'),
    terminal,
    async ({ client, output }, uuid: string) => {
      await client.DELETE('/denied-devices/{uuid}', { params: { path: { uuid } } });
      output.done(`${uuid} may connect again.`);
    },
  );
  const purge = withConfirmation(denied.command('purge <denied-uuid>')).description(
    'delete a denied device fully: its history is lost, and its old keys stay refused',
  );
  apiCommand<{ yes: boolean }, [string]>(purge, terminal, async (call, uuid) => {
    await confirm(call, `Delete ${uuid} and its history for good?`);
    const params = { path: { uuid }, query: { purge: true } };
    await call.client.DELETE('/denied-devices/{uuid}', { params });
    call.output.done(`${uuid} is deleted.`);
  });
};
