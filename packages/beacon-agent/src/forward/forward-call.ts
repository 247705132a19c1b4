/** One request passed on: as it comes, and its answer as it comes, neither of them held. */
import { once } from 'node:events';
import type {
  ClientRequest,
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream/promises';
import { hearOut } from './hear-out.ts';
import { passedHeaders } from './passed-headers.ts';

/** Where requests are passed on to. */
export interface ForwardTarget {
  /** Begins the request there; nothing is sent before its end or its first write. */
  ask(options: { readonly method: string; readonly headers: OutgoingHttpHeaders }): ClientRequest;
  /** Answers one that came to nothing; a part of an answer may have been sent. */
  refuse(response: ServerResponse, error: unknown): void;
  /** Passes an answer back, in the place of passing it as it is. */
  readonly passAnswer?: PassAnswer;
}

/** Passes an answer back, to its end. */
export type PassAnswer = (answer: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A request, and the answer that belongs to it. */
export interface ForwardedCall extends ForwardTarget {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** How long somebody may go on sending who has been answered already, so that the answer is seen. */
const unreadMsMax = 5_000;
/** What takes nothing for so long has stopped; whoever waits for it could hang up unnoticed. */
const stalledMsMax = 300_000;

/** Node frames a body without a length by itself for some methods alone. */
const framingOf = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };

/** Resolves when the other side takes more, and when it never will. */
const untilTaken = async (asked: ClientRequest): Promise<void> => {
  const timer = setTimeout(() => asked.destroy(stalled()), stalledMsMax);
  await Promise.race([once(asked, 'drain'), once(asked, 'close')]);
  clearTimeout(timer);
};

const stalled = (): Error =>
  Object.assign(new Error('it takes nothing'), { code: 'ETIMEDOUT' as const });

/** Sends as fast as the other side reads, and stops as soon as that has answered all there is to say. */
const sendBody = async (
  request: IncomingMessage,
  asked: ClientRequest,
  isAnswered: () => boolean,
): Promise<void> => {
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (isAnswered() || asked.destroyed) break;
    if (!asked.write(chunk)) await untilTaken(asked);
  }
  asked.end();
  // The rest of what nobody wants is read and forgotten.
  request.resume();
};

/** Cuts off, in a while, whoever goes on sending. */
const endUnread = (request: IncomingMessage): void => {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), unreadMsMax);
  request.once('close', () => clearTimeout(timer));
};

/** Status, header fields and body as they are. */
export const passAnswerOn: PassAnswer = async (answer, response) => {
  const { statusCode = 502, statusMessage = '' } = answer;
  response.writeHead(statusCode, statusMessage, passedHeaders(answer));
  // Followers of logs and events wait for the head before there is a line.
  response.flushHeaders();
  await pipeline(answer, response);
};

/**
 * Passes a request on, with its body, and its answer back, with status, header fields and body. It ends with whoever asked: where they
 * hang up, the other side is hung up on. What is not reached, or does not speak HTTP, is refused.
 */
export const forwardCall = async (call: ForwardedCall): Promise<void> => {
  const { request, response } = call;
  let asked: ClientRequest | null = null;
  try {
    asked = call.ask({
      method: request.method ?? 'GET',
      headers: { ...passedHeaders(request), ...framingOf(request) },
    });
    await exchange(asked, call);
  } catch (error) {
    call.refuse(response, error);
  } finally {
    asked?.destroy();
    endUnread(request);
  }
};

const exchange = async (
  asked: ClientRequest,
  { request, response, passAnswer = passAnswerOn }: ForwardedCall,
): Promise<void> => {
  // Errors after the answer has come are those of its body, or of a body that was not wanted.
  asked.on('error', () => undefined);
  hearOut(asked);
  const hangUp = (): void => void asked.destroy();
  response.once('close', hangUp);
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  let answer: IncomingMessage | null = null;
  sendBody(request, asked, () => answer?.complete === true).catch(hangUp);
  [answer] = await answered;
  await passAnswer(answer, response);
};
