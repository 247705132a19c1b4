/** `moorgate audit search`, `follow` and `download`: who did what, through the API. */
import { type Command, InvalidArgumentError } from 'commander';
import { apiCommand } from '../../remote/api-command.ts';
import { type PageOptions, pagesOf, withPageOptions } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds, wholeNumber } from '../option-values.ts';
import { recordColumns } from './audit-columns.ts';
import { addFollow } from './audit-follow.ts';

interface SearchOptions extends PageOptions {
  readonly action?: string;
  readonly actor?: string;
  readonly target?: string;
  readonly targetKind?: string;
  readonly address?: string;
  readonly request?: string;
  readonly since?: number;
  readonly until?: number;
}

/** A moment in Unix seconds: a date of RFC 3339, or how long ago. */
const moment = (text: string): number => {
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(date)) return Math.floor(date / 1_000);
  if (!/^\d+[smhd]$/.test(text))
    throw new InvalidArgumentError('a date as in 2026-03-01T12:00:00Z, or how long ago, as in 7d');
  return Math.floor(Date.now() / 1_000) - durationSeconds(text);
};

/** Adds all of them. */
export const addAuditRecordCommands = (audit: Command, terminal: Terminal): void => {
  addSearch(audit, terminal);
  addFollow(audit, terminal);
  const download = audit
    .command('download')
    .description(
      'write the sealed records to standard output, one on each line; with --after what came since',
    )
    .option(
      '--after <position>',
      'only those behind that place in the chain',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    );
  apiCommand<{ after?: number }, []>(download, terminal, async ({ client, options }) => {
    const query = options.after === undefined ? {} : { after: options.after };
    const { data } = await client.GET('/audit-records/export', {
      params: { query },
      parseAs: 'stream',
    });
    const decoder = new TextDecoder();
    for await (const piece of data as unknown as AsyncIterable<Uint8Array>)
      terminal.write(decoder.decode(piece, { stream: true }));
  });
};

const queryOf = (options: SearchOptions) => {
  const { action, actor, address, target, targetKind, request, since, until } = options;
  return {
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
    ...(address === undefined ? {} : { address }),
    ...(target === undefined ? {} : { 'target-id': target }),
    ...(targetKind === undefined ? {} : { 'target-kind': targetKind }),
    ...(request === undefined ? {} : { 'request-id': request }),
    ...(since === undefined ? {} : { from: since }),
    ...(until === undefined ? {} : { to: until }),
  };
};

const addSearch = (audit: Command, terminal: Terminal): void => {
  const search = withPageOptions(audit.command('search'))
    .description('list what was done and what was refused, newest first')
    .option('--action <action>', 'what, as in device.denied')
    .option('--actor <name>', 'by whom')
    .option('--target <id>', 'to what: a UUID, a name or an id')
    .option('--target-kind <kind>', 'to what sort of thing, as in device')
    .option('--address <address>', 'from where')
    .option('--request <id>', 'in the request of that id')
    .option('--since <moment>', 'then or later: a date, or how long ago, as in 7d', moment)
    .option('--until <moment>', 'before then: a date, or how long ago', moment);
  apiCommand<SearchOptions, []>(search, terminal, async (call) => {
    const wanted = queryOf(call.options);
    const pages = pagesOf({
      call,
      ask: (page) =>
        call.client.GET('/audit-records', { params: { query: { ...wanted, ...page } } }),
    });
    await call.output.list(pages, recordColumns);
  });
};
