/** Every open connection, which device each belongs to, and the requests that came with a token of a device. */
import type { X509Certificate } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HeldDevice, Verdict } from '@moorgate/devices';
import type { DomainError } from '@moorgate/errors';

/** What is held of a device that has open connections, or requests under way on those of others. */
export interface DeviceHold {
  readonly uuid: string;
  readonly connections: Set<Connection>;
  /** Null where there are none, as is usual. */
  requests: Set<DeviceRequest> | null;
  /** The last change of the feed that is about this device. */
  changedAt: number;
  /** The newest row that was read; its connections share it, so that each sees what the others report. */
  device: HeldDevice | null;
}

/** A certificate that a peer proved possession of the key of. */
export interface ShownCertificate {
  readonly x509: X509Certificate;
  /** DER. */
  readonly raw: Buffer;
}

/** An open connection. */
export interface Connection {
  readonly socket: TLSSocket;
  readonly address: string;
  readonly hasCertificate: boolean;
  /** To be asked for by `certificateOf`. */
  shown: ShownCertificate | null;
  /** Null until there is one, and where the store did not answer. */
  verdict: Verdict | null;
  hold: DeviceHold | null;
  /** Why it is not served, whatever its verdict: the only answer that it gets. */
  turnedAway: DomainError | null;
  /** Its answers from the first one on that is not known to be over, in the order of their requests. */
  readonly answers: ServerResponse[];
  /** When it was opened, or last asked for something after a rest, on the monotonic clock. */
  activeAtMs: number;
  /** True once it is a stream to a beacon, of which this process knows no requests. */
  isStream: boolean;
}

/** A request that came with a token which a device got, on whatever connection. */
export interface DeviceRequest {
  readonly uuid: string;
  readonly connection: Connection;
  /** Asked after each change that may be about the device; on false the connection is cut. */
  mayGoOn(): Promise<boolean>;
}

/** What a request learns of changes from the moment on at which it was put under its device. */
export interface RequestHold {
  /** True when the device is known to have changed after this number: what was read before is out of date. */
  hasChangedSince(sequence: number): boolean;
}

const isOver = (answer: ServerResponse): boolean => answer.writableFinished || answer.destroyed;

/** The answer that goes out, or will go out next; null while none is due: nothing is lost when the connection closes. */
export const answerUnderWay = ({ answers }: Connection): ServerResponse | null => {
  // They go out in their order, so those that are over stand first.
  while (answers[0] !== undefined && isOver(answers[0])) answers.shift();
  return answers[0] ?? null;
};

/** True while no answer is due. */
export const isIdle = (connection: Connection): boolean => answerUnderWay(connection) === null;

/** Notes a request by its answer, and returns how many are under way now. */
export const noteRequest = (connection: Connection, answer: ServerResponse): number => {
  if (isIdle(connection)) connection.activeAtMs = performance.now();
  return connection.answers.push(answer);
};

const shownOn = (socket: TLSSocket): ShownCertificate | null => {
  const x509 = socket.getPeerX509Certificate();
  return x509 === undefined ? null : { x509, raw: x509.raw };
};

/**
 * The certificate of a connection, held until the connection rests and then made again from what TLS keeps. Null without
 * one; an open connection that has one has it.
 */
export const certificateOf = (connection: Connection): ShownCertificate | null => {
  if (connection.hasCertificate) connection.shown ??= shownOn(connection.socket);
  return connection.shown;
};

/** Lets go of what is not needed while nothing is asked, and can be made again. */
export const letRest = (connection: Connection): void => {
  // Answers that are over go from the list when it is looked at.
  if (isIdle(connection)) connection.shown = null;
};

/** What is open under a device. */
export interface OpenUnderDevice {
  readonly connections: Iterable<Connection>;
  readonly requests: Iterable<DeviceRequest>;
}

/** The connections of one process. */
export interface Connections {
  open(socket: TLSSocket, address: string): Connection;
  of(socket: Socket): Connection | undefined;
  count(): number;
  /** Every connection, also those that are opened while they are gone through. */
  all(): Iterable<Connection>;
  /** Every request that came with a token of a device. */
  requests(): Iterable<DeviceRequest>;
  /** Puts a connection under its device; from then on changes of that device are noticed. */
  hold(connection: Connection, uuid: string): void;
  /** Puts a request under a device until its answer is over. To be called before the token is looked up. */
  holdRequest(request: DeviceRequest, response: ServerResponse): RequestHold;
  /** Notes a change of a device and returns what is open under it. */
  noteChange(uuid: string, sequence: number): OpenUnderDevice;
  /** Notes that anything may have changed. */
  noteEverything(sequence: number): void;
  /** True when the device of a connection is known to have changed after this number. */
  hasChangedSince(connection: Connection, sequence: number): boolean;
}

const nothing: OpenUnderDevice = { connections: [], requests: [] };

/** Makes an empty index. A connection leaves it when its socket closes. */
export const createConnections = (): Connections => {
  const bySocket = new Map<Socket, Connection>();
  const holds = new Map<string, DeviceHold>();
  const requests = new Set<DeviceRequest>();
  let everythingAt = 0;

  const holdOf = (uuid: string): DeviceHold => {
    const found = holds.get(uuid);
    if (found !== undefined) return found;
    const hold: DeviceHold = {
      uuid,
      connections: new Set(),
      requests: null,
      changedAt: 0,
      device: null,
    };
    holds.set(uuid, hold);
    return hold;
  };
  const forgetIfEmpty = (hold: DeviceHold): void => {
    if (hold.connections.size === 0 && hold.requests === null) holds.delete(hold.uuid);
  };
  const release = (connection: Connection): void => {
    const { hold } = connection;
    if (hold === null) return;
    connection.hold = null;
    hold.connections.delete(connection);
    forgetIfEmpty(hold);
  };
  /** One function for all of them, since every connection holds what listens to it. */
  const onClose = function (this: Socket): void {
    const connection = bySocket.get(this);
    if (connection === undefined) return;
    bySocket.delete(this);
    release(connection);
  };

  return {
    open: (socket, address) => {
      const shown = shownOn(socket);
      const connection: Connection = {
        socket,
        address,
        hasCertificate: shown !== null,
        shown,
        verdict: null,
        hold: null,
        turnedAway: null,
        answers: [],
        activeAtMs: performance.now(),
        isStream: false,
      };
      bySocket.set(socket, connection);
      socket.on('close', onClose);
      return connection;
    },
    of: (socket) => bySocket.get(socket),
    count: () => bySocket.size,
    all: () => bySocket.values(),
    requests: () => requests,
    hold: (connection, uuid) => {
      if (connection.hold?.uuid === uuid || !bySocket.has(connection.socket)) return;
      release(connection);
      connection.hold = holdOf(uuid);
      connection.hold.connections.add(connection);
    },
    holdRequest: (request, response) => {
      const noteOfAll = (sequence: number): boolean => everythingAt > sequence;
      if (!bySocket.has(request.connection.socket)) return { hasChangedSince: noteOfAll };
      const hold = holdOf(request.uuid);
      hold.requests ??= new Set();
      hold.requests.add(request);
      requests.add(request);
      response.once('close', () => {
        requests.delete(request);
        hold.requests?.delete(request);
        if (hold.requests?.size === 0) hold.requests = null;
        forgetIfEmpty(hold);
      });
      return {
        hasChangedSince: (sequence) => noteOfAll(sequence) || hold.changedAt > sequence,
      };
    },
    noteChange: (uuid, sequence) => {
      const hold = holds.get(uuid);
      if (hold === undefined) return nothing;
      hold.changedAt = sequence;
      return { connections: hold.connections, requests: hold.requests ?? [] };
    },
    noteEverything: (sequence) => {
      everythingAt = sequence;
    },
    hasChangedSince: (connection, sequence) =>
      everythingAt > sequence || (connection.hold?.changedAt ?? 0) > sequence,
  };
};
