/**
 * The private channel of a worker: where the admin API asks for streams to the beacons that are connected here, and other
 * workers bring those that have come to them.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { fault, toDomainError } from '@moorgate/errors';
import { answerBroken, closeServer, isSocketAnswered, listenOnSocket } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import { splice } from './splice.ts';
import type { Tunnels } from './tunnels.ts';

/** What the channel stands on. */
export interface TunnelChannelOptions {
  readonly folder: string;
  /** Of the worker. */
  readonly followerId: string;
  readonly tunnels: Tunnels;
  readonly log: Logger;
}

/** An open channel. */
export interface TunnelChannel {
  /** What the admin API is told of where it is: `unix:` and a path. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const limits = { headersTimeout: 5_000, requestTimeout: 5_000, maxHeaderSize: 8_192 };
const closeTimeoutMs = 1_000;
const pathPattern = /^\/tunnels\/([0-9a-f-]{36})\/streams(?:\/([0-9a-f-]{36}))?$/;

/** What the two sides of the channel call what they speak after the first answer. */
const switched = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  'Upgrade: moorgate-tunnel',
];

/** Ends with the connection of whoever asks. */
const whileOpen = (socket: Duplex): AbortSignal => {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  return gone.signal;
};

/** Takes what another worker has judged and brings, if it is awaited here. */
const takeBrought = (take: ((stream: Duplex) => void) | null, socket: Socket): void => {
  if (take === null) throw fault('route_not_found');
  socket.write(`${switched.join('\r\n')}\r\n\r\n`);
  take(socket);
};

const passOn = async (
  { tunnels, log }: TunnelChannelOptions,
  request: IncomingMessage,
  socket: Socket,
): Promise<void> => {
  socket.on('error', () => undefined);
  try {
    const [, uuid, id] = pathPattern.exec(request.url ?? '') ?? [];
    if (uuid === undefined) throw fault('route_not_found');
    if (id !== undefined) {
      takeBrought(tunnels.claim(uuid, id), socket);
      return;
    }
    const stream = await tunnels.askForStream(uuid, whileOpen(socket));
    socket.write(`${switched.join('\r\n')}\r\n\r\n`);
    splice(socket, stream);
  } catch (thrown) {
    const error = toDomainError(thrown);
    if (error.kind === 'internal') log.error({ err: thrown }, 'no stream to a beacon was opened');
    answerBroken(socket, error, false);
  }
};

/** Short, since the path of a socket is: ends in 64 bits of the id. */
const socketNameOf = (followerId: string): string =>
  `${followerId.replaceAll('-', '').slice(-16)}.sock`;

/** A socket that another worker is just making is not answered yet. */
const youngMs = 10_000;

const isYoung = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs < youngMs;
};

/** Workers that were killed leave their sockets behind. */
const removeLeftOvers = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.endsWith('.sock') || (await isYoung(path)) || (await isSocketAnswered(path)))
      continue;
    await rm(path, { force: true });
  }
};

/**
 * Opens it; whoever may open the socket may ask. `POST /tunnels/{uuid}/streams` with an upgrade is answered with 101, and
 * from then on the connection is that of a beacon, or with a problem object; `POST /tunnels/{uuid}/streams/{id}` brings
 * one that was asked for. Rejects when the folder cannot be used.
 */
export const openTunnelChannel = async (options: TunnelChannelOptions): Promise<TunnelChannel> => {
  const { folder, followerId } = options;
  await removeLeftOvers(folder);
  const server = createServer(limits, (request, response) => {
    response.shouldKeepAlive = false;
    answerBroken(request.socket, fault('upgrade_required'), false);
  });
  const spliced = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (head.length > 0) socket.unshift(head);
    spliced.add(socket);
    socket.once('close', () => spliced.delete(socket));
    void passOn(options, request, socket);
  });
  const path = join(folder, socketNameOf(followerId));
  await listenOnSocket(server, path, 'worker');
  return {
    endpoint: `unix:${path}`,
    close: async () => {
      for (const socket of spliced) socket.destroy();
      await closeServer(server, closeTimeoutMs);
    },
  };
};
