/** `moorgate devices permits …`: letting a device come back with another key. */
import { answerOf } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, type PageQuery, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds, keySha256 } from '../option-values.ts';
import { permitColumns } from './device-columns.ts';

interface CreateOptions {
  readonly keySha256?: string;
  readonly anyKey?: true;
  readonly expires?: number;
  readonly reason?: string;
}

/** Fills `devices permits`. */
export const addPermitCommands = (permits: Command, terminal: Terminal): void => {
  const list = withPageOptions(permits.command('list <uuid>')).description(
    'list the permits of a device, newest first, those that have ended included',
  );
  apiCommand<PageOptions, [string]>(list, terminal, async (call, uuid) => {
    const ask = (query: PageQuery) =>
      call.client.GET('/devices/{uuid}/rekey-permits', { params: { path: { uuid }, query } });
    await call.output.list(pagesOf({ call, ask }), permitColumns);
  });
  addCreate(permits, terminal);
  apiCommand(
    permits.command('revoke <uuid> <permit-id>').description('take a permit back'),
    terminal,
    async ({ client, output }, uuid: string, id: string) => {
      const path = { uuid, id };
      await client.DELETE('/devices/{uuid}/rekey-permits/{id}', { params: { path } });
      output.done(`${id} admits nobody.`);
    },
  );
};

const addCreate = (permits: Command, terminal: Terminal): void => {
  const create = permits
    .command('create <uuid>')
    .description(
      'let a device come back with another key, once, with its history; without a key the only pending one is meant',
    )
    .option('--key-sha256 <hash>', 'SHA-256 of the new SubjectPublicKeyInfo', keySha256)
    .addOption(new Option('--any-key', 'whichever key comes first').conflicts('keySha256'))
    .option('--expires <duration>', 'when it ends, as in 12h; a day if not said', durationSeconds)
    .option('--reason <text>', 'what the list of permits says');
  apiCommand<CreateOptions, [string]>(create, terminal, async (call, uuid) => {
    const { client, options, output } = call;
    const { expires, reason, anyKey, keySha256: hash } = options;
    const body = {
      ...(hash === undefined ? {} : { 'spki-sha256': hash }),
      ...(anyKey === undefined ? {} : { 'any-key': anyKey }),
      ...(expires === undefined ? {} : { 'expires-at': Math.floor(Date.now() / 1_000) + expires }),
      ...(reason === undefined ? {} : { reason }),
    };
    const params = { path: { uuid } };
    const permit = await answerOf(client.POST('/devices/{uuid}/rekey-permits', { params, body }));
    await output.one(permit, permitColumns);
  });
};
