/** The bytes of one exchange between a client and the registry: each side waits for the other, and nothing is held whole. */
import { createHash } from 'node:crypto';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { requestStore, type RegistryEndpoint, type StoreRequest } from '@moorgate/containers';
import { DomainError, fault } from '@moorgate/errors';
import { streamBody } from '@moorgate/http';
import { keepAsking } from '../keep-asking.ts';

/** One exchange. */
export interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly endpoint: RegistryEndpoint;
  readonly asked: StoreRequest;
  /** How long the body may be; as long as it likes unless given. */
  readonly bytesMax?: number;
  /** Throws once whoever asked must not any more. */
  readonly requireStill: () => Promise<void>;
  /** Called, with the SHA-256 of the body, when the registry has all of a small request but its end, and has done nothing so far. */
  readonly beforeEnd?: (sha256: string) => Promise<void>;
  /**
   * Sees the head of the answer, and answers the headers that the client gets. The client waits; what it throws is answered in
   * the place of what the registry said.
   */
  readonly onHead: (answer: IncomingMessage) => Promise<Readonly<Record<string, string>>>;
}

/** A client that takes or sends nothing for so long is given up. */
const stallMs = 120_000;

const hasBody = (method: string): boolean => ['POST', 'PUT', 'PATCH'].includes(method);

const reasonOf = (error: unknown): Error =>
  error instanceof DomainError
    ? error
    : fault('registry_unavailable', { cause: error, retryAfterSeconds: 1 });

/**
 * Keeps the last piece back until `mayEnd` has passed: of a body whose length is announced the other side takes the last byte
 * for the end, and nothing is to be whole of what was begun with a right that is lost by then.
 */
const holdLast = ({ requireStill, beforeEnd }: Pick<Passage, 'requireStill' | 'beforeEnd'>) =>
  async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let held: Buffer | null = null;
    for await (const piece of pieces) {
      if (beforeEnd !== undefined) hash.update(piece);
      if (held !== null) yield held;
      held = piece;
    }
    await requireStill();
    await beforeEnd?.(hash.digest('hex'));
    if (held !== null) yield held;
  };

/** Sends the body, if there is one, and answers with the head of what the registry says. */
const open = (
  { request, asked, bytesMax, ...ending }: Passage,
  outgoing: ClientRequest,
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    outgoing.on('response', resolve).on('error', (error) => reject(reasonOf(error)));
    if (!hasBody(asked.method)) {
      outgoing.end();
      return;
    }
    const body = streamBody(request, { limitBytes: bytesMax ?? Number.POSITIVE_INFINITY });
    pipeline(body, holdLast(ending), outgoing, (error) => {
      if (error) reject(reasonOf(error));
    });
  });

const send = (answer: IncomingMessage, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    // What breaks off on either side ends the other: nobody takes a part for the whole.
    pipeline(answer, response, () => resolve());
  });

/**
 * Passes the exchange through to its end. It ends with its client, but for a body that has gone whole to the registry, whose
 * outcome has to be known; and with the right to it. Throws `registry_unavailable`, what `requireStill` or `onHead` throws, and
 * what is wrong with the body, where nothing was answered yet; afterwards the connection is cut.
 */
export const passThrough = async (passage: Passage): Promise<void> => {
  const { request, response, endpoint, asked, requireStill, beforeEnd, onHead } = passage;
  if (!hasBody(asked.method)) await beforeEnd?.(createHash('sha256').digest('hex'));
  const outgoing = requestStore(endpoint, asked);
  let answer: IncomingMessage | null = null;
  const end = (reason: Error): void => {
    outgoing.destroy(reason);
    if (response.headersSent) response.destroy();
  };
  const stopAsking = keepAsking(requireStill, end);
  const onLeft = (): void => {
    const isOpen = hasBody(asked.method) && outgoing.writableEnded && answer === null;
    if (!isOpen && !response.writableFinished) outgoing.destroy();
  };
  response.once('close', onLeft).on('error', () => undefined);
  request.socket.setTimeout(stallMs);
  try {
    answer = await open(passage, outgoing);
    const headers = await onHead(answer);
    if (response.destroyed) return;
    response.writeHead(answer.statusCode ?? 502, headers);
    await send(answer, response);
  } catch (error) {
    outgoing.destroy();
    throw error;
  } finally {
    stopAsking();
  }
};
