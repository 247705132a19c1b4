/** Reaching beacons that connect from their side: through the worker of a gateway that holds their connection. */
import { type IncomingMessage, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Db, findBeaconTunnelByDevice } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/**
 * Opens a stream to the beacon that is this device. Throws `beacon_denied` for a device on the denied list,
 * `beacon_not_connected` where no worker has it or it does not come, `service_unavailable` where it has too many streams,
 * and the reason of the signal.
 */
export type DialTunnel = (deviceUuid: string, signal: AbortSignal) => Promise<Duplex>;

const unixPattern = /^unix:(\/.+)$/;
const tooMany = 429;

const notConnected = (): Error => fault('beacon_not_connected', { retryAfterSeconds: 5 });

const refusalOf = ({ statusCode }: IncomingMessage): Error =>
  statusCode === tooMany ? fault('service_unavailable', { retryAfterSeconds: 1 }) : notConnected();

/** Asks a worker for a stream; the signal is heard until that is there, and not after. */
const ask = (socketPath: string, deviceUuid: string, signal: AbortSignal): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const request = sendRequest({
      socketPath,
      method: 'POST',
      path: `/tunnels/${deviceUuid}/streams`,
      headers: { Host: 'gateway', Connection: 'Upgrade', Upgrade: 'moorgate-tunnel' },
      agent: false,
    });
    const leave = (): void => {
      request.destroy();
      reject(signal.reason as Error);
    };
    const settle = (): void => signal.removeEventListener('abort', leave);
    request.once('upgrade', (_response: IncomingMessage, socket: Socket, head: Buffer) => {
      settle();
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (response: IncomingMessage) => {
      settle();
      response.resume();
      reject(refusalOf(response));
    });
    request.once('error', () => {
      settle();
      reject(notConnected());
    });
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    else request.end();
  });

/** Makes what dials: it looks up where the device is connected at this moment, for each stream. */
export const createTunnelDialer =
  ({ db }: { readonly db: Db }): DialTunnel =>
  async (deviceUuid, signal) => {
    const found = await findBeaconTunnelByDevice(db, deviceUuid);
    if (found?.is_denied === true) throw fault('beacon_denied');
    const path = unixPattern.exec(found?.endpoint ?? '')?.[1];
    if (path === undefined) throw notConnected();
    return ask(path, deviceUuid, signal);
  };
