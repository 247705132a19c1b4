/** One connection of a simulated device. */
import { connect as connectTcp, type Socket } from 'node:net';
import { ConnectionLost, createAnswerReader, type DeviceAnswer } from './answer-reader.ts';
import type { LinkEvent } from './fleet-event.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { connectTls, type TlsTarget } from './tls-connection.ts';

/** A connection. */
export interface Link {
  /** Resolves at the end of the handshake; rejects with `ConnectionLost` when there is none. */
  readonly connected: Promise<void>;
  /** Resolves when the connection is gone, or never was. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
  /** Sends a request once it is connected; several may be under way. Rejects with `ConnectionLost` when no whole answer comes. */
  ask(path: string, head: string): Promise<DeviceAnswer>;
  /** Sends octets as they are, for those who misuse HTTP or TLS. */
  write(octets: string | Buffer): void;
  /** From now on reads so many octets in a second; with 0 it reads nothing, and hence notices nothing either. */
  readAtMost(bytesPerSecond: number): void;
  /** Closes at once, without a word. */
  close(): void;
}

/** How a connection is made, and who is told of it. */
export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  /** Null for a connection without TLS, on which nothing is understood. */
  readonly tls: TlsTarget | null;
  /** The address that it comes from; the system chooses unless given. */
  readonly localAddress?: string | undefined;
  /** How long a handshake or an answer may stand still, in milliseconds; for ever unless given. */
  readonly patienceMs?: number | undefined;
  onEvent(event: LinkEvent): void;
}

const openSocket = (options: LinkOptions): Socket => {
  const { host, port, localAddress, tls } = options;
  const target = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
  return tls === null ? connectTcp(target) : connectTls(target, tls);
};

const reasonOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

/** A promise that nobody has to wait for. */
const unobserved = <T>(): PromiseWithResolvers<T> => {
  const pending = Promise.withResolvers<T>();
  pending.promise.catch(() => undefined);
  return pending;
};

/** Lets so many octets through and then waits until as many would have come in at that speed. */
const slowDown = (socket: Socket, bytes: number, bytesPerSecond: number): void => {
  socket.pause();
  if (bytesPerSecond > 0) setTimeout(() => socket.resume(), (bytes / bytesPerSecond) * 1_000);
};

/** Starts to connect. Whatever then happens is told by events, in order, the last of which is `failed` or `closed`. */
export const openLink = (options: LinkOptions): Link => {
  const { tls, onEvent, patienceMs = 0 } = options;
  const startedAt = monotonicMs();
  const socket = openSocket(options);
  const answers = createAnswerReader(onEvent);
  const connected = unobserved<void>();
  const closed = unobserved<void>();
  let isConnected = false;
  let isOurs = false;
  let reason: string | null = null;
  let bytesPerSecond = Number.POSITIVE_INFINITY;

  const breakOff = (why: string | null): void => {
    if (socket.destroyed) return;
    isOurs = true;
    reason ??= why;
    socket.destroy();
  };
  const read = (chunk: Buffer): void => {
    try {
      if (tls !== null) answers.read(chunk);
    } catch {
      breakOff('malformed_reply');
    }
    if (!answers.isWaiting()) socket.setTimeout(0);
    if (bytesPerSecond !== Number.POSITIVE_INFINITY) slowDown(socket, chunk.length, bytesPerSecond);
  };
  socket.setNoDelay(true);
  socket.setTimeout(patienceMs, () => breakOff('no_answer'));
  socket.once(tls === null ? 'connect' : 'secureConnect', () => {
    isConnected = true;
    if (!answers.isWaiting()) socket.setTimeout(0);
    const at = monotonicMs();
    onEvent({ kind: 'connected', at, elapsedMs: at - startedAt });
    connected.resolve();
  });
  socket.on('data', read);
  socket.on('error', (error: NodeJS.ErrnoException) => (reason ??= reasonOf(error)));
  socket.once('close', () => {
    const at = monotonicMs();
    const unanswered = answers.end(reason);
    if (isConnected) {
      onEvent({ kind: 'closed', at, by: isOurs ? 'device' : 'gateway', unanswered, reason });
    } else onEvent({ kind: 'failed', at, reason: reason ?? (isOurs ? 'given_up' : 'closed') });
    connected.reject(new ConnectionLost(reason ?? 'there was no handshake'));
    closed.resolve();
  });

  return {
    connected: connected.promise,
    closed: closed.promise,
    isOpen: () => isConnected && !socket.destroyed && socket.readyState === 'open',
    ask: (path, head) => {
      if (socket.destroyed) return Promise.reject(new ConnectionLost('the connection is closed'));
      const answer = answers.expect();
      onEvent({ kind: 'sent', at: monotonicMs(), path });
      socket.setTimeout(patienceMs);
      socket.write(head);
      return answer;
    },
    write: (octets) => void socket.write(octets),
    readAtMost: (rate) => {
      bytesPerSecond = rate;
      if (rate === 0) socket.pause();
    },
    close: () => breakOff(null),
  };
};
