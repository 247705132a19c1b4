/** Requests that become raw connections: attaching to a container, executing something in one. */
import {
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { readUpgradeBody, responseOn, splice } from '@moorgate/http';
import { type ForwardTarget, passAnswerOn } from './forward-call.ts';
import { passedHeaders } from './passed-headers.ts';

/** A request to change the protocol, and the connection that it came on. */
export interface UpgradeCall extends ForwardTarget {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the head of the request. */
  readonly head: Buffer;
  /** Answers one whose body has no length, or more than a mebibyte, in the place of asking. */
  refuseBody(response: ServerResponse): void;
}

/** It is answered at once; meanwhile nobody would notice that whoever asks has hung up. */
const answerMsMax = 60_000;

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
  await (call.passAnswer ?? passAnswerOn)(answer, response);
};

/**
 * Asks the other side for the same change of protocol. Where it agrees, both connections are one from then on; where it does not, its answer is
 * passed on and the connection ends. It ends with either of the two.
 */
export const forwardUpgrade = async (call: UpgradeCall): Promise<void> => {
  const { request, socket, head } = call;
  if (head.length > 0) socket.unshift(head);
  // The input of a container ends before its output does; without this TLS would end both.
  request.socket.allowHalfOpen = true;
  // Whoever hangs up early is noticed by what is written to them.
  socket.on('error', () => undefined);
  const body = await readUpgradeBody(request, socket);
  if (body === null) {
    call.refuseBody(responseOn(request, socket));
    return;
  }
  let asked: ClientRequest | null = null;
  const hangUp = (): void => void asked?.destroy();
  socket.once('close', hangUp);
  try {
    asked = call.ask({ method: request.method ?? 'POST', headers: wantedHeaders(request) });
    asked.end(body);
    await pass(call, asked);
  } catch (error) {
    if (!socket.destroyed) call.refuse(responseOn(request, socket), error);
  } finally {
    hangUp();
  }
};
