/** The bytes of one exchange, both ways: nothing is held but what is on its way, and each side waits for the other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fault } from '@moorgate/errors';
import { streamBody } from '@moorgate/http';
import { type Exchange, type ExchangeEnd, readCgiHead } from '@moorgate/source';

/** What a request and its answer go through. */
export interface PassedExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly exchange: Exchange;
  /** How much the request may have. */
  readonly bytesMax: number;
  /** Aborted, with the reason, when nobody waits any more, or nobody may. */
  readonly signal: AbortSignal;
}

/** A client that takes or sends nothing for so long is given up; Git says something every five seconds while it works. */
const stallMs = 120_000;

/** What somebody goes on sending after Git has answered is read for so long, so that they see the answer. */
const leftoverMs = 30_000;

/** Feeds the child; what comes when it takes nothing any more is forgotten. */
const feed = async ({ request, exchange, bytesMax }: PassedExchange): Promise<void> => {
  if (request.method !== 'POST') {
    exchange.input.end();
    return;
  }
  const body: Readable = streamBody(request, { limitBytes: bytesMax });
  const sink = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      const { input } = exchange;
      if (input.destroyed || input.writableEnded || input.write(piece)) done();
      else waitFor(input, done);
    },
    final: (done) => {
      exchange.input.end();
      done();
    },
  });
  await pipeline(body, sink);
};

/** Calls back, once, when the child takes more, or never will. */
const waitFor = (input: Writable, done: () => void): void => {
  const go = (): void => {
    input.off('drain', go).off('close', go);
    done();
  };
  input.once('drain', go).once('close', go);
};

const headerNames: readonly string[] = ['content-type', 'expires', 'pragma'];

const writeHead = async ({ response, exchange }: PassedExchange): Promise<void> => {
  const head = await readCgiHead(exchange.output);
  if (head === null) {
    const { code, signal, complaint } = await exchange.ended;
    const cause = new Error(`git ended with ${code ?? signal ?? 'nothing'}: ${complaint}`);
    throw fault('internal', { cause });
  }
  for (const [name, value] of Object.entries(head.headers))
    if (headerNames.includes(name.toLowerCase())) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-cache');
  response.writeHead(head.status);
};

/** Sends what Git says, at the pace of the client. A client that leaves does not end Git by that. */
const send = ({ response, exchange: { output } }: PassedExchange): Promise<void> =>
  new Promise((resolve, reject) => {
    output
      .once('end', () => resolve())
      .once('close', () => resolve())
      .once('error', reject);
    output.pipe(response, { end: false });
  });

const settled = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);

const within = (work: Promise<unknown>, milliseconds: number): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  return Promise.race([settled(work), late]).finally(() => clearTimeout(timer));
};

/**
 * Passes the exchange through to its end. A push whose sender has gone after its last byte goes on to its end; everything else is
 * ended with its client, and with the right to it. Throws the reason of the signal and `internal` where nothing was answered yet;
 * afterwards the connection is cut, so that nobody takes a part for the whole.
 */
export const passThrough = async (passed: PassedExchange): Promise<ExchangeEnd> => {
  const { request, response, exchange, signal } = passed;
  let isFed = request.method !== 'POST';
  const stop = (): void => {
    const hasLeft = response.destroyed;
    if (hasLeft && isFed && request.method === 'POST') exchange.output.unpipe(response).resume();
    else exchange.end();
    if (response.headersSent) response.destroy();
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  request.socket.setTimeout(stallMs);
  // What is written after the client has left is told by the signal.
  response.on('error', () => undefined);
  const feeding = feed(passed).then(
    () => {
      isFed = true;
    },
    // A body that is too long or broke off: what the child has of it is worth nothing.
    () => exchange.end(),
  );
  try {
    await writeHead(passed);
    await send(passed);
    const end = await exchange.ended;
    await within(feeding, leftoverMs);
    if (end.signal === null) response.end();
    else response.destroy();
    return end;
  } catch (error) {
    stop();
    const end = await exchange.ended;
    if (response.headersSent) return end;
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
