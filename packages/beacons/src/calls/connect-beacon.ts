/** Opening the connection on which a beacon is called: to an address that was judged, and in TLS where that is wanted. */
import { connect as connectInClear, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectOverTls } from 'node:tls';
import { fault } from '@moorgate/errors';
import type { BeaconAddress } from '../address.ts';
import type { DialTunnel } from './dial-tunnel.ts';
import { fixedLookup, judgeHost, type JudgeOptions, type ResolvedAddress } from './judged-host.ts';

/** What a connection stands on. */
export interface BeaconConnectOptions extends JudgeOptions {
  /** The CAs that vouch for beacons that speak TLS, in PEM, in place of those of the system. */
  readonly ca?: string | undefined;
  /** How long it may take until bytes can be sent; 5 seconds unless said. */
  readonly connectTimeoutMs?: number;
  /** Reaches beacons that connect from their side; without it none of them is connected. */
  readonly dialTunnel?: DialTunnel;
}

/**
 * Opens a connection to a beacon, over which HTTP/1.1 is spoken. Throws `beacon_address_forbidden` where the policy forbids
 * an address that it has, for one that connects from its side what `DialTunnel` throws, and otherwise an error that
 * `reasonOfConnection` puts into words.
 */
export type ConnectBeacon = (address: BeaconAddress, signal: AbortSignal) => Promise<Duplex>;

const connectTimeoutMs = 5_000;

/** An error as the system has them. */
const failure = (code: 'ENOTFOUND' | 'ETIMEDOUT'): Error =>
  Object.assign(new Error(`connecting to a beacon: ${code}`), { code });

/** The addresses that are called. */
const permitted = async (
  { host }: BeaconAddress,
  options: BeaconConnectOptions,
): Promise<readonly ResolvedAddress[]> => {
  const judged = await judgeHost(host, options);
  if (judged.verdict === 'permitted') return judged.addresses;
  throw judged.verdict === 'forbidden' ? fault('beacon_address_forbidden') : failure('ENOTFOUND');
};

/** Waits no longer than the signal says for what cannot be called off. */
const within = async <T>(signal: AbortSignal, work: Promise<T>): Promise<T> => {
  signal.throwIfAborted();
  let stop = (): void => {};
  const ended = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const open = (
  { host, port, isSecure }: BeaconAddress,
  found: readonly ResolvedAddress[],
  ca: string | undefined,
): Socket => {
  const to = {
    ...{ host, port, lookup: fixedLookup(found), noDelay: true },
    // Somebody who follows a log may hear nothing for hours; a beacon that is gone is noticed all the same.
    ...{ keepAlive: true, keepAliveInitialDelay: 30_000 },
  };
  if (!isSecure) return connectInClear(to);
  // A name in the handshake is that of a host (RFC 6066, 3); an address is none.
  const servername = isIP(host) === 0 ? host : '';
  return connectOverTls({ ...to, servername, ALPNProtocols: ['http/1.1'], ca });
};

/** Resolves when bytes can be sent; otherwise nothing is left of the connection. */
const opened = (socket: Socket, isSecure: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
  });

/** Makes what opens connections to beacons, each of which no other call shares. */
export const createBeaconConnector = (options: BeaconConnectOptions): ConnectBeacon => {
  const { connectTimeoutMs: timeoutMs = connectTimeoutMs, ca } = options;
  const connect = async (address: BeaconAddress, signal: AbortSignal): Promise<Duplex> => {
    const { deviceUuid } = address;
    if (deviceUuid !== undefined) {
      if (options.dialTunnel === undefined) throw fault('beacon_not_connected');
      return options.dialTunnel(deviceUuid, signal);
    }
    const found = await within(signal, permitted(address, options));
    const socket = open(address, found, ca);
    try {
      await within(signal, opened(socket, address.isSecure));
      return socket;
    } catch (error) {
      socket.on('error', () => {}).destroy();
      throw error;
    }
  };
  return async (address, signal) => {
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(failure('ETIMEDOUT')), timeoutMs);
    try {
      return await connect(address, AbortSignal.any([signal, timer.signal]));
    } finally {
      clearTimeout(timeout);
    }
  };
};
