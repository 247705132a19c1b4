/** Requests that ask to go on with raw bytes (RFC 9110, 7.8): they take the way of all others, with their connection at hand. */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { refuseHead } from './broken-request.ts';
import { responseOn } from './upgrade-request.ts';

const connections = new WeakMap<IncomingMessage, Duplex>();
const keepAliveMs = 30_000;

/**
 * The connection of a request that asks for raw bytes; null for every other. Whoever takes it over writes the answer to it,
 * head included, and ends it; what the client sends comes out of it, beginning with the body of the request.
 */
export const rawConnectionOf = (request: IncomingMessage): Duplex | null =>
  connections.get(request) ?? null;

/** The connections that have been taken over, or are about to be. */
export interface Upgrades {
  /** Cuts them, and whatever still comes. */
  close(): void;
}

/**
 * Gives the requests that a server upgrades (`shouldUpgradeCallback`) to `answer`. A response that is sent for one in the
 * ordinary way is the last on its connection.
 */
export const takeUpgrades = (server: Server | HttpsServer, answer: RequestListener): Upgrades => {
  const held = new Set<Duplex>();
  let isClosed = false;
  const take = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    held.add(socket);
    socket.on('error', () => undefined).once('close', () => held.delete(socket));
    if (isClosed) {
      socket.destroy();
      return;
    }
    // The input of a program ends before its output does; without this TLS would end both.
    request.socket.allowHalfOpen = true;
    // Nothing may be said for hours; a client that is gone is noticed all the same.
    request.socket.setKeepAlive(true, keepAliveMs).setTimeout(0);
    if (head.length > 0) socket.unshift(head);
    connections.set(request, socket);
    const response = responseOn(request, socket);
    if (!refuseHead(request, response)) answer(request, response);
  };
  server.on('upgrade', take);
  return {
    close: () => {
      isClosed = true;
      for (const socket of held) socket.destroy();
    },
  };
};
