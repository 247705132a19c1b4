/** Following what is done to an application, host by host, to its end. */
import { answerOf, type components } from '@moorgate/client';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Column } from '../../output/output.ts';
import type { ApiCall } from '../../remote/api-command.ts';
import { mayPass, pause } from '../../remote/followed-stream.ts';
import { serverEvents } from '../../remote/server-events.ts';

type Operation = components['schemas']['Operation'];

/** What an operation says, as the events of its stream hold it. */
interface Line {
  readonly status: string;
  readonly method: string;
  readonly endpoint: string;
  readonly message: string;
  readonly code: number;
  readonly instance: string;
}

/** One line, with its place among those of the operation. */
interface PlacedLine {
  readonly place: number;
  readonly line: Line;
}

const againSeconds = 1;

/** Of a stage its name, of a host what it said. */
const columns: readonly Column<Line>[] = [
  { title: 'status', isWhole: true, of: ({ status }) => status },
  { title: 'host', isWhole: true, of: ({ instance }) => instance },
  { title: 'code', isWhole: true, of: ({ code }) => (code === 0 ? '' : String(code)) },
  { title: 'call', isWhole: true, of: ({ method, endpoint }) => `${method} ${endpoint}`.trim() },
  { title: 'message', of: ({ message }) => message },
];

async function* linesBehind(
  { client }: ApiCall<object>,
  { id, after }: { readonly id: string; readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<readonly PlacedLine[]> {
  const { data } = await client.GET('/operations/{id}/lines', {
    params: { path: { id } },
    headers: { 'Last-Event-ID': String(after) },
    parseAs: 'stream',
    signal,
  });
  for await (const events of serverEvents(data as AsyncIterable<Uint8Array>))
    yield events
      .filter(({ event }) => event === 'line')
      .map(({ id: place, data: text }) => ({ place, line: JSON.parse(text) as Line }));
}

/** Every line once, to the last one or until Ctrl-C; a server that is away for a while is waited for. */
async function* allLines(call: ApiCall<object>, id: string): AsyncGenerator<readonly Line[]> {
  const interruption = call.terminal.interruption();
  let after = 0;
  while (!interruption.aborted) {
    try {
      for await (const placed of linesBehind(call, { id, after }, interruption)) {
        after = placed.at(-1)?.place ?? after;
        const lines = placed.map(({ line }) => line);
        const last = lines.findIndex(({ status }) => status === 'Finalized');
        yield last < 0 ? lines : lines.slice(0, last);
        if (last >= 0) return;
      }
    } catch (error) {
      if (!interruption.aborted && !mayPass(error)) throw error;
    }
    await pause(againSeconds, interruption);
  }
}

/**
 * Writes the lines of an operation as they come. Ends with it, and throws where it failed; Ctrl-C ends the watching, and the
 * operation goes on.
 */
export const showProgress = async (call: ApiCall<object>, id: string): Promise<void> => {
  await call.output.follow(allLines(call, id), columns);
  const ended: Operation = await answerOf(
    call.client.GET('/operations/{id}', { params: { path: { id } } }),
  );
  if (ended.status === 'failed')
    throw new CommandError(exitCodes.failed, ended.outcome ?? 'the operation failed');
  if (ended['finished-at'] === 0) call.terminal.note(`moorgate: operation ${id} goes on\n`);
};
