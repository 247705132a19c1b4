/** Every open connection, and which device each belongs to. */
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HeldDevice, Verdict } from '@moorgate/devices';

/** What is held of a device that has open connections. */
export interface DeviceHold {
  readonly uuid: string;
  readonly connections: Set<Connection>;
  /** The last change of the feed that is about this device. */
  changedAt: number;
  /** The newest row that was read; its connections share it, so that each sees what the others report. */
  device: HeldDevice | null;
}

/** An open connection. */
export interface Connection {
  readonly socket: TLSSocket;
  readonly address: string;
  /** What the peer proved possession of the key of; null without a certificate. */
  readonly certificate: { readonly x509: X509Certificate; readonly raw: Buffer } | null;
  /** Null until there is one, and where the store did not answer. */
  verdict: Verdict | null;
  hold: DeviceHold | null;
}

/** The connections of one process. */
export interface Connections {
  open(socket: TLSSocket): Connection;
  of(socket: Socket): Connection | undefined;
  count(): number;
  /** Puts a connection under its device; from then on changes of that device are noticed. */
  hold(connection: Connection, uuid: string): void;
  /** Notes a change of a device and returns its connections. */
  noteChange(uuid: string, sequence: number): Iterable<Connection>;
  /** Notes that anything may have changed and returns every connection. */
  noteEverything(sequence: number): Iterable<Connection>;
  /** True when the device of a connection is known to have changed after this number. */
  hasChangedSince(connection: Connection, sequence: number): boolean;
}

/** Makes an empty index. A connection leaves it when its socket closes. */
export const createConnections = (): Connections => {
  const bySocket = new Map<Socket, Connection>();
  const holds = new Map<string, DeviceHold>();
  let everythingAt = 0;

  const release = (connection: Connection): void => {
    const { hold } = connection;
    connection.hold = null;
    hold?.connections.delete(connection);
    if (hold?.connections.size === 0) holds.delete(hold.uuid);
  };
  const close = (connection: Connection): void => {
    bySocket.delete(connection.socket);
    release(connection);
  };

  return {
    open: (socket) => {
      const x509 = socket.getPeerX509Certificate();
      const connection: Connection = {
        socket,
        address: socket.remoteAddress ?? '',
        certificate: x509 === undefined ? null : { x509, raw: x509.raw },
        verdict: null,
        hold: null,
      };
      bySocket.set(socket, connection);
      socket.once('close', () => close(connection));
      return connection;
    },
    of: (socket) => bySocket.get(socket),
    count: () => bySocket.size,
    hold: (connection, uuid) => {
      if (connection.hold?.uuid === uuid || !bySocket.has(connection.socket)) return;
      release(connection);
      const hold = holds.get(uuid) ?? { uuid, connections: new Set(), changedAt: 0, device: null };
      holds.set(uuid, hold);
      hold.connections.add(connection);
      connection.hold = hold;
    },
    noteChange: (uuid, sequence) => {
      const hold = holds.get(uuid);
      if (hold === undefined) return [];
      hold.changedAt = sequence;
      return hold.connections;
    },
    noteEverything: (sequence) => {
      everythingAt = sequence;
      return bySocket.values();
    },
    hasChangedSince: (connection, sequence) =>
      everythingAt > sequence || (connection.hold?.changedAt ?? 0) > sequence,
  };
};
