/**
 * The private channel of a worker: where the admin API on the same host asks for streams to the beacons that are connected
 * here, and other workers bring those that have come to them.
 */
import { createServer } from 'node:http';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { closeServer, isSocketAnswered, listenOnSocket } from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import { answerStreams, channelLimits } from './answer-streams.ts';
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
  /** What others on this host are told of where it is: `unix:` and a path. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const closeTimeoutMs = 1_000;

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

/** Opens it; whoever may open the socket may ask. Rejects when the folder cannot be used. */
export const openTunnelChannel = async (options: TunnelChannelOptions): Promise<TunnelChannel> => {
  const { folder, followerId, tunnels, log } = options;
  await removeLeftOvers(folder);
  const server = createServer(channelLimits);
  const { askForStream: open, claim } = tunnels;
  const cutAll = answerStreams(server, { open, claim, log });
  const path = join(folder, socketNameOf(followerId));
  await listenOnSocket(server, path, 'worker');
  return {
    endpoint: `unix:${path}`,
    close: async () => {
      cutAll();
      await closeServer(server, closeTimeoutMs);
    },
  };
};
