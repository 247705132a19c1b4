/** Servers that speak the protocol of beacons, and their end. */
import { createServer as createClearServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { applicationProtocols, closeServer, type KeyPair, tlsPolicy } from '@moorgate/http';
import type { Answers } from './answer-requests.ts';

/** A server, and the connections that it holds. */
export interface BeaconServer {
  readonly server: Server | TlsServer;
  /**
   * Takes nothing new, lets calls end until the deadline, and closes every connection, those that became raw ones
   * among them.
   */
  close(deadlineMs: number): Promise<void>;
}

const closePollMs = 50;

const limits = {
  headersTimeout: 15_000,
  // A body takes as long as it takes: an engine reads it.
  requestTimeout: 0,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
  // The credentials of registries stand in the head of a build.
  maxHeaderSize: 65_536,
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
} as const satisfies ServerOptions;

/** Every connection of a server, until it is closed; a server knows nothing of those that changed their protocol. */
const heldConnections = (server: Server | TlsServer): Set<Duplex> => {
  const held = new Set<Duplex>();
  const hold = (socket: Duplex): void => {
    held.add(socket);
    socket.once('close', () => held.delete(socket));
  };
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', hold);
  return held;
};

/** Resolves when none is left, or at the deadline. */
const untilNone = async (held: ReadonlySet<Duplex>, deadlineMs: number): Promise<void> => {
  const endMs = performance.now() + deadlineMs;
  while (held.size > 0 && performance.now() < endMs) await after(closePollMs);
};

const closeAll = async (
  server: Server | TlsServer,
  held: ReadonlySet<Duplex>,
  deadlineMs: number,
): Promise<void> => {
  // One that does not listen has nothing to close, and its connections came from elsewhere.
  const closed = server.listening ? closeServer(server, deadlineMs) : untilNone(held, deadlineMs);
  const deadline = setTimeout(() => {
    for (const socket of held) socket.destroy();
  }, deadlineMs);
  await closed;
  for (const socket of held) socket.destroy();
  clearTimeout(deadline);
};

/** Makes a server that does not listen yet; with a key pair it speaks TLS. */
export const openServer = (answers: Answers, pair: KeyPair | null): BeaconServer => {
  const options = { ...limits, shouldUpgradeCallback: answers.shouldUpgrade };
  const server =
    pair === null
      ? createClearServer(options, answers.answer)
      : createTlsServer(
          { ...options, ...pair, ...tlsPolicy, ALPNProtocols: applicationProtocols },
          answers.answer,
        );
  server.on('upgrade', answers.upgrade);
  const held = heldConnections(server);
  return { server, close: (deadlineMs) => closeAll(server, held, deadlineMs) };
};
