/** `moorgate updates tail`: what devices do with an update, as they report it. */
import type { ApiClient, components } from '@moorgate/client';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { mayPass, pause } from '../../remote/followed-stream.ts';
import { type ServerEvent, serverEvents } from '../../remote/server-events.ts';
import type { Terminal } from '../../terminal.ts';
import { wholeNumber } from '../option-values.ts';

type LogLine = components['schemas']['DeviceStatus'] & { readonly position: number };

interface TailOptions {
  readonly rollout?: string;
  readonly after: number;
}

/** Which log, and from where on. */
interface TailPlace {
  readonly tag: string;
  readonly update: string;
  readonly rollout: string | undefined;
  readonly after: number;
}

const columns: readonly Column<LogLine>[] = [
  { title: 'time', of: ({ deviceTime }) => deviceTime },
  { title: 'uuid', isWhole: true, of: ({ uuid }) => uuid },
  { title: 'target', of: (line) => line['target-name'] },
  { title: 'status', isWhole: true, of: ({ status }) => status },
];

const againSeconds = 1;

/** Adds it to `updates`. */
export const addTailCommand = (updates: Command, terminal: Terminal): void => {
  const tail = updates
    .command('tail <tag> <name>')
    .description(
      'show what devices report of an update, from its beginning and then as it comes, until Ctrl-C; in JSON one on each line',
    )
    .option('--rollout <rollout>', 'show the devices of this rollout alone')
    .option('--after <position>', 'begin behind that line', wholeNumber(0, 999_999_999_999_999), 0);
  apiCommand<TailOptions, [string, string]>(tail, terminal, async (call, tag, update) => {
    const { rollout, after } = call.options;
    const lines = newLines(call, { tag, update, rollout, after }, terminal.interruption());
    await call.output.follow(lines, columns);
  });
};

/** Says once that the server is away. */
const noteAway = (terminal: Terminal, isAway: boolean): true => {
  if (!isAway) terminal.note('moorgate: no answer at the moment; waiting for the server\n');
  return true;
};

/** Goes on behind the last line that was whole; a server that is away for a while is waited for, once it was there. */
async function* newLines(
  { client, terminal }: ApiCall<TailOptions>,
  place: TailPlace,
  interruption: AbortSignal,
): AsyncGenerator<readonly LogLine[]> {
  let { after } = place;
  let isReached = false;
  let isAway = false;
  while (!interruption.aborted) {
    try {
      for await (const lines of linesAfter(client, { ...place, after }, interruption)) {
        isReached = true;
        isAway = false;
        after = lines.at(-1)?.position ?? after;
        if (lines.length > 0) yield lines;
      }
    } catch (error) {
      if (interruption.aborted) return;
      if (!isReached || !mayPass(error)) throw error;
      isAway = noteAway(terminal, isAway);
    }
    await pause(againSeconds, interruption);
  }
}

const openTail = (
  client: ApiClient,
  { tag, update, rollout, after }: TailPlace,
  signal: AbortSignal,
): Promise<{ readonly data?: unknown }> => {
  const rest = {
    headers: { 'Last-Event-ID': String(after) },
    parseAs: 'stream',
    signal,
  } as const;
  if (rollout === undefined)
    return client.GET('/updates/{tag}/{update}/tail', {
      params: { path: { tag, update } },
      ...rest,
    });
  return client.GET('/updates/{tag}/{update}/rollouts/{rollout}/tail', {
    params: { path: { tag, update, rollout } },
    ...rest,
  });
};

/** The lines of one answer, as many at a time as arrive at once; an empty list for a sign of life. */
async function* linesAfter(
  client: ApiClient,
  place: TailPlace,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLine[]> {
  const { data } = await openTail(client, place, signal);
  for await (const events of serverEvents(data as AsyncIterable<Uint8Array>)) {
    yield events.filter(({ event }) => event === 'log').map(lineOf);
    const failure = events.find(({ event }) => event === 'error');
    if (failure?.data.startsWith('No rollout logs') === true)
      throw new CommandError(exitCodes.notFound, failure.data);
  }
}

const lineOf = ({ id, data }: ServerEvent): LogLine => ({
  position: id,
  ...(JSON.parse(data) as components['schemas']['DeviceStatus']),
});
