/** Requests for streams to beacons, on whichever private channel: each becomes the stream, or gets a problem object. */
import { type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { fault, toDomainError } from '@moorgate/errors';
import { answerBroken } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import { splice } from './splice.ts';

/** What answers them. */
export interface StreamAnswers {
  /** As `Tunnels.askForStream` does. */
  open(uuid: string, signal: AbortSignal): Promise<Duplex>;
  /** As `Tunnels.claim` does; null where nobody may bring what was asked for. */
  readonly claim: ((uuid: string, id: string) => ((stream: Duplex) => void) | null) | null;
  readonly log: Logger;
}

/** Of the servers that take them. */
export const channelLimits = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 };

/** What the two sides of a channel call what they speak after the first answer. */
export const channelProtocol = 'moorgate-tunnel';

const pathPattern = /^\/tunnels\/([0-9a-f-]{36})\/streams(?:\/([0-9a-f-]{36}))?$/;

const switched = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${channelProtocol}\r\n\r\n`;

/** Ends with the connection of whoever asks. */
const whileOpen = (socket: Duplex): AbortSignal => {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  return gone.signal;
};

const answer = async (
  { open, claim, log }: StreamAnswers,
  request: IncomingMessage,
  socket: Socket,
): Promise<void> => {
  socket.on('error', () => undefined);
  try {
    const [, uuid, id] = pathPattern.exec(request.url ?? '') ?? [];
    if (uuid === undefined) throw fault('route_not_found');
    if (id === undefined) {
      const stream = await open(uuid, whileOpen(socket));
      socket.write(switched);
      splice(socket, stream);
      return;
    }
    // What another worker has judged and brings, if it is awaited here.
    const take = claim?.(uuid, id) ?? null;
    if (take === null) throw fault('route_not_found');
    socket.write(switched);
    take(socket);
  } catch (thrown) {
    const error = toDomainError(thrown);
    if (error.kind === 'internal') log.error({ err: thrown }, 'no stream to a beacon was opened');
    answerBroken(socket, error, false);
  }
};

/**
 * Has a server answer them: `POST /tunnels/{uuid}/streams` with an upgrade gets 101, and from then on the connection is that
 * of a beacon, or a problem object; `POST /tunnels/{uuid}/streams/{id}` brings one that was asked for. Returns what cuts all that were
 * opened.
 */
export const answerStreams = (server: Server, answers: StreamAnswers): (() => void) => {
  const spliced = new Set<Duplex>();
  server.on('request', (request, response) => {
    response.shouldKeepAlive = false;
    answerBroken(request.socket, fault('upgrade_required'), false);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (head.length > 0) socket.unshift(head);
    spliced.add(socket);
    socket.once('close', () => spliced.delete(socket));
    void answer(answers, request, socket);
  });
  return () => {
    for (const socket of spliced) socket.destroy();
  };
};
