/** Calls that become raw connections: attaching to a container, executing something in one. */
import { once } from 'node:events';
import {
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EngineReach } from '../engines/reach-engine.ts';
import type { CallTarget } from './call-target.ts';
import { passedHeaders } from './passed-headers.ts';
import { refuse, refuseCall } from './refuse.ts';
import { splice } from './splice.ts';

/** A request to change the protocol, and the connection that it came on. */
export interface UpgradeCall extends CallTarget {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the head of the request. */
  readonly head: Buffer;
}

const farewellMsMax = 5_000;
const bodyBytesMax = 1_048_576;
const bodyMsMax = 15_000;
/** Engines answer this at once; meanwhile nobody would notice that whoever asks has hung up. */
const answerMsMax = 60_000;

/** An answer that is none of another protocol: it ends the connection, of which nobody knows any more what follows on it. */
export const responseOn = (request: IncomingMessage, socket: Duplex): ServerResponse => {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.once('finish', () => {
    socket.end();
    // Read a moment longer, so that the answer is seen.
    const timer = setTimeout(() => socket.destroy(), farewellMsMax);
    socket.once('close', () => clearTimeout(timer)).resume();
  });
  return response;
};

/** Reads so many bytes and leaves what follows; null where they do not come in time, or not at all. */
const readBytes = async (socket: Duplex, count: number): Promise<Buffer | null> => {
  const signal = AbortSignal.timeout(bodyMsMax);
  while (count > 0) {
    const bytes = socket.read(count) as Buffer | null;
    if (bytes !== null) return bytes.length === count ? bytes : null;
    if (socket.readableEnded || socket.destroyed) return null;
    const more = await once(socket, 'readable', { signal }).catch(() => null);
    if (more === null) return null;
  }
  return Buffer.alloc(0);
};

/** The body of the request, which stands before whatever the other protocol says; null where it cannot be had. */
const bodyOf = ({ request, socket }: UpgradeCall): Promise<Buffer | null> => {
  const { 'transfer-encoding': coding, 'content-length': length = '0' } = request.headers;
  const isBounded = coding === undefined && Number(length) <= bodyBytesMax;
  return isBounded ? readBytes(socket, Number(length)) : Promise.resolve(null);
};

type Answered =
  | { readonly kind: 'upgraded'; readonly answer: IncomingMessage; readonly engine: Socket }
  | { readonly kind: 'refused'; readonly answer: IncomingMessage };

const answerTo = (asked: ClientRequest): Promise<Answered> =>
  new Promise((resolve, reject) => {
    asked.once('error', reject);
    asked.once('response', (answer) => resolve({ kind: 'refused', answer }));
    asked.once('upgrade', (answer, engine: Socket, early) => {
      if (early.length > 0) engine.unshift(early);
      resolve({ kind: 'upgraded', answer, engine });
    });
  });

const headOf = ({ statusCode = 101, statusMessage, headers }: IncomingMessage): string => {
  const line = `HTTP/1.1 ${statusCode} ${statusMessage ?? STATUS_CODES[statusCode] ?? ''}`;
  const fields = ['content-type', 'upgrade'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [`${name}: ${value}`] : [];
  });
  return `${[line, 'connection: Upgrade', ...fields].join('\r\n')}\r\n\r\n`;
};

const wantedHeaders = (request: IncomingMessage): OutgoingHttpHeaders => ({
  ...passedHeaders(request),
  connection: 'Upgrade',
  upgrade: request.headers.upgrade ?? 'tcp',
});

const late = (): Error =>
  Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' as const });

const pass = async (call: UpgradeCall, asked: ClientRequest): Promise<void> => {
  const { request, socket } = call;
  const timer = setTimeout(() => asked.destroy(late()), answerMsMax);
  const answered = await answerTo(asked).finally(() => clearTimeout(timer));
  asked.on('error', () => undefined);
  if (answered.kind === 'upgraded') {
    socket.write(headOf(answered.answer), 'latin1');
    await splice(socket, answered.engine);
    return;
  }
  const { answer } = answered;
  const response = responseOn(request, socket);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', passedHeaders(answer));
  await pipeline(answer, response);
};

/**
 * Asks the engine for the same change of protocol. Where it agrees, both connections are one from then on; where it does not, its answer is
 * passed on and the connection ends. It ends with either of the two.
 */
export const forwardUpgrade = async (call: UpgradeCall, reach: EngineReach): Promise<void> => {
  const { request, socket, head, engine, path } = call;
  if (head.length > 0) socket.unshift(head);
  // The input of a container ends before its output does; without this TLS would end both.
  request.socket.allowHalfOpen = true;
  // Whoever hangs up early is noticed by what is written to them.
  socket.on('error', () => undefined);
  const body = await bodyOf(call);
  if (body === null) {
    refuse(
      responseOn(request, socket),
      400,
      'a body with its length is needed, of a mebibyte at most',
    );
    return;
  }
  let asked: ClientRequest | null = null;
  const hangUp = (): void => void asked?.destroy();
  socket.once('close', hangUp);
  try {
    asked = reach.ask(engine, {
      method: request.method ?? 'POST',
      path,
      headers: wantedHeaders(request),
    });
    asked.end(body);
    await pass(call, asked);
  } catch (error) {
    if (!socket.destroyed) refuseCall(responseOn(request, socket), engine, error);
  } finally {
    hangUp();
  }
};
