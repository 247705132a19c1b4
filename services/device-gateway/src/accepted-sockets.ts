/** TCP connections from their acceptance on: how many there are, whose they are, and which are too many. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { addressKey } from '@moorgate/devices';
import { tcpUnder } from './tcp-under.ts';

/** Why a connection is closed before or in its handshake. */
export type DropReason =
  'too_many_connections' | 'too_many_connections_of_address' | 'handshake_too_large';

/** The bounds, of this process. */
export interface AcceptanceLimits {
  readonly connectionsMax: number;
  /** IPv6 addresses count by their networks of 64 bits. */
  readonly connectionsPerAddressMax: number;
}

/** Every TCP connection of this process, with or without a handshake. */
export interface AcceptedSockets {
  /** Counts a connection until it closes; false when there are too many, and then it is closed. */
  enter(socket: Socket): boolean;
  /** Says whose it is; false when that address has too many, and then it is closed. */
  attribute(socket: Socket, address: string): boolean;
  /** Whose a connection is, given the TCP connection itself or the TLS connection over it. */
  addressOf(socket: Socket): string;
  count(): number;
  closeAll(): void;
}

/** Whose a connection is; null until that is known. */
interface Entry {
  address: string | null;
  /** What it counts as. */
  client: string | null;
}

const ignore = (): void => undefined;

/** Starts to count. `onDrop` sees each connection that is closed here. */
export const createAcceptedSockets = (
  limits: AcceptanceLimits,
  onDrop: (reason: DropReason, address: string) => void,
): AcceptedSockets => {
  const entries = new Map<Socket, Entry>();
  const counts = new Map<string, number>();

  /** One function for all of them, since every connection holds what listens to it. */
  const leave = function (this: Socket): void {
    const entry = entries.get(this);
    if (entry === undefined) return;
    entries.delete(this);
    if (entry.client === null) return;
    const left = (counts.get(entry.client) ?? 1) - 1;
    if (left > 0) counts.set(entry.client, left);
    else counts.delete(entry.client);
  };
  const drop = (socket: Socket, reason: DropReason, address: string): false => {
    onDrop(reason, address);
    socket.destroy();
    return false;
  };

  return {
    enter: (socket) => {
      const address = socket.remoteAddress ?? '';
      if (entries.size >= limits.connectionsMax) {
        return drop(socket, 'too_many_connections', address);
      }
      entries.set(socket, { address: null, client: null });
      // A reset before the handshake has begun is told by the `close` too; without a listener it would end the process.
      socket.on('error', ignore);
      socket.on('close', leave);
      return true;
    },
    attribute: (socket, address) => {
      const entry = entries.get(socket);
      if (entry === undefined) return false;
      const client = addressKey(address);
      const count = counts.get(client) ?? 0;
      if (count >= limits.connectionsPerAddressMax) {
        return drop(socket, 'too_many_connections_of_address', address);
      }
      counts.set(client, count + 1);
      entry.client = client;
      entry.address = address;
      return true;
    },
    addressOf: (socket) => {
      const tcp = socket instanceof TLSSocket ? tcpUnder(socket) : socket;
      const entry = tcp === null ? undefined : entries.get(tcp);
      return entry?.address ?? socket.remoteAddress ?? '';
    },
    count: () => entries.size,
    closeAll: () => {
      for (const socket of entries.keys()) socket.destroy();
    },
  };
};
