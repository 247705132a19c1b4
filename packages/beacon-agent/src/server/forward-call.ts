/** One call to an engine: the request as it comes, the answer as it comes, neither of them held. */
import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { hearOut } from '../engines/hear-out.ts';
import type { EngineReach } from '../engines/reach-engine.ts';
import type { CallTarget } from './call-target.ts';
import { passedHeaders } from './passed-headers.ts';
import { refuseCall } from './refuse.ts';

/** A call, with the request and the answer that belong to it. */
export interface ForwardedCall extends CallTarget {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** How long somebody may go on sending who has been answered already, so that the answer is seen. */
const unreadMsMax = 5_000;
/** An engine that takes nothing for so long has stopped; whoever waits for it could hang up unnoticed. */
const stalledMsMax = 300_000;

/** Node frames a body without a length by itself for some methods alone. */
const framingOf = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };

/** Resolves when the engine takes more, and when it never will. */
const untilTaken = async (asked: ClientRequest): Promise<void> => {
  const timer = setTimeout(() => asked.destroy(stalled()), stalledMsMax);
  await Promise.race([once(asked, 'drain'), once(asked, 'close')]);
  clearTimeout(timer);
};

const stalled = (): Error =>
  Object.assign(new Error('the engine takes nothing'), { code: 'ETIMEDOUT' as const });

/** Sends as fast as the engine reads, and stops as soon as the engine has answered all there is to say. */
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

const passAnswer = async (answer: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { statusCode = 502, statusMessage = '' } = answer;
  response.writeHead(statusCode, statusMessage, passedHeaders(answer));
  // Followers of logs and events wait for the head before there is a line.
  response.flushHeaders();
  await pipeline(answer, response);
};

/**
 * Passes a call on, with its body, and its answer back, with status, header fields and body. It ends with whoever asked: where they hang up,
 * the engine is hung up on. An engine that is not reached, or does not speak HTTP, is a 500 with the reason.
 */
export const forwardCall = async (call: ForwardedCall, reach: EngineReach): Promise<void> => {
  const { request, response, engine, path } = call;
  let asked: ClientRequest | null = null;
  try {
    asked = reach.ask(engine, {
      method: request.method ?? 'GET',
      path,
      headers: { ...passedHeaders(request), ...framingOf(request) },
    });
    await exchange(asked, request, response);
  } catch (error) {
    refuseCall(response, engine, error);
  } finally {
    asked?.destroy();
    endUnread(request);
  }
};

const exchange = async (
  asked: ClientRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  // Errors after the answer has come are those of its body, or of a body that the engine did not want.
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
