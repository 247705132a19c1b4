/** `moorgate enrolments …`: devices that wait for a decision. */
import type { Command } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, type PageQuery, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { keySha256 } from '../option-values.ts';
import { enrolmentColumns, pendingKeyColumns } from './device-columns.ts';

/** Fills `enrolments`. */
export const addEnrolmentsCommands = (enrolments: Command, terminal: Terminal): void => {
  addLists(enrolments, terminal);
  const approve = enrolments
    .command('approve <pending-uuid>')
    .description('let a device in that waits')
    .option('--key-sha256 <hash>', 'which key, where several wait', keySha256);
  apiCommand<{ keySha256?: string }, [string]>(approve, terminal, async (call, uuid) => {
    const { client, options, output } = call;
    const hash = options.keySha256;
    const body = hash === undefined ? {} : { 'spki-sha256': hash };
    const params = { path: { uuid } };
    await client.POST('/pending-enrolments/{uuid}/approval', { params, body });
    output.done(`${uuid} may connect.`);
  });
  apiCommand(
    enrolments
      .command('reject <pending-uuid>')
      .description('turn a device down that waits; if it connects again, it waits again'),
    terminal,
    async ({ client, output }, uuid: string) => {
      await client.DELETE('/pending-enrolments/{uuid}', { params: { path: { uuid } } });
      output.done(`Nothing waits for ${uuid}.`);
    },
  );
};

const addLists = (enrolments: Command, terminal: Terminal): void => {
  const list = withPageOptions(enrolments.command('list')).description(
    'list the devices that wait for approval',
  );
  apiCommand<PageOptions, []>(list, terminal, async (call) => {
    const ask = (query: PageQuery) => call.client.GET('/pending-enrolments', { params: { query } });
    await call.output.list(pagesOf({ call, ask }), enrolmentColumns);
  });
  const keys = withPageOptions(enrolments.command('keys')).description(
    'list the keys that known devices presented and that were refused; "devices permits create" lets one in',
  );
  apiCommand<PageOptions, []>(keys, terminal, async (call) => {
    const ask = (query: PageQuery) => call.client.GET('/pending-keys', { params: { query } });
    await call.output.list(pagesOf({ call, ask }), pendingKeyColumns);
  });
};
