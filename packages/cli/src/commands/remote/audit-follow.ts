/** `moorgate audit follow`: audit records as they come. */
import type { ApiClient } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { mayPass, pause, untilCut } from '../../remote/followed-stream.ts';
import { pageMax } from '../../remote/pages.ts';
import type { Terminal } from '../../terminal.ts';
import { durationSeconds, wholeNumber } from '../option-values.ts';
import { type AuditRecord, recordColumns } from './audit-columns.ts';

interface FollowOptions {
  readonly after?: number;
  readonly every: number;
}

/** One that is sealed. */
type SealedRecord = AuditRecord & { readonly position: number };

/** Adds it. */
export const addFollow = (audit: Command, terminal: Terminal): void => {
  const follow = audit
    .command('follow')
    .description(
      'show the records as they are sealed, about a second after what they tell of, until Ctrl-C; in JSON one on each line',
    )
    .option(
      '--after <position>',
      'begin behind that place in the chain; at its end unless said',
      wholeNumber(0, 999_999_999_999_999),
    )
    .addOption(
      new Option('--every <duration>', 'how often the server is asked')
        .argParser(durationSeconds)
        .default(2, '2s'),
    );
  apiCommand<FollowOptions, []>(follow, terminal, async (call) => {
    const interruption = terminal.interruption();
    const after = call.options.after ?? (await findHead(call.client));
    await call.output.follow(newRecords(call, after, interruption), recordColumns);
  });
};

/** The last place of the chain: the newest records wait for theirs. */
const findHead = async (client: ApiClient): Promise<number> => {
  const params = { query: { limit: pageMax } };
  const { data = [] } = await client.GET('/audit-records', { params });
  return Math.max(0, ...data.map(({ position }) => position ?? 0));
};

/** Goes on behind the last record that was whole; a server that is away for a while is waited for, once it was there. */
async function* newRecords(
  call: ApiCall<FollowOptions>,
  after: number,
  interruption: AbortSignal,
): AsyncGenerator<readonly SealedRecord[]> {
  const { client, options, terminal } = call;
  let position = after;
  let isReached = options.after === undefined;
  let isAway = false;
  while (!interruption.aborted) {
    try {
      for await (const page of recordsAfter(client, position, interruption)) {
        position = page.at(-1)!.position;
        yield page;
      }
      isReached = true;
      isAway = false;
    } catch (error) {
      if (interruption.aborted) return;
      if (!isReached || !mayPass(error)) throw error;
      if (!isAway) terminal.note('moorgate: no answer at the moment; waiting for the server\n');
      isAway = true;
    }
    await pause(options.every, interruption);
  }
}

/** What is sealed behind a position, as much at a time as arrives at once. */
async function* recordsAfter(
  client: ApiClient,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly SealedRecord[]> {
  const { data } = await client.GET('/audit-records/export', {
    params: { query: { after } },
    parseAs: 'stream',
    signal,
  });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of untilCut(data as unknown as AsyncIterable<Uint8Array>)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => JSON.parse(line) as SealedRecord);
  }
}
