/** Connections to the gateway: each a new one, with the certificate of the device as it is now. */
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { tlsPolicy } from '@moorgate/http';
import { type DeviceFiles, readDeviceCredentials } from './device-files.ts';

/** What the gateway answers. */
export type GatewayAnswer =
  | { readonly kind: 'answered'; readonly answer: IncomingMessage; readonly asked: ClientRequest }
  | { readonly kind: 'upgraded'; readonly connection: Duplex };

/** How a gateway is asked. */
export interface GatewayDial {
  /**
   * Sends `POST` with nothing in it. Fails as the reading of the files and the connection do, and where the answer does not begin within
   * fifteen seconds; the answer itself may go on for ever, until the signal.
   */
  post(path: string, headers: OutgoingHttpHeaders, signal: AbortSignal): Promise<GatewayAnswer>;
}

const answerMsMax = 15_000;
const keepAliveMs = 15_000;

const begin = (
  files: DeviceFiles,
  path: string,
  options: { readonly headers: OutgoingHttpHeaders; readonly signal: AbortSignal },
): ClientRequest => {
  const { hostname, port, pathname } = new URL(files.gatewayUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  return request({
    ...options,
    ...readDeviceCredentials(files),
    ...tlsPolicy,
    method: 'POST',
    host,
    port: port === '' ? 443 : Number(port),
    path: `${pathname.replace(/\/$/, '')}${path}`,
    servername: isIP(host) === 0 ? host : '',
    agent: false,
  });
};

/** Makes what dials the gateway of these files. */
export const createGatewayDial = (files: DeviceFiles): GatewayDial => ({
  post: (path, headers, signal) =>
    new Promise((resolve, reject) => {
      const asked = begin(files, path, { headers: { ...headers, 'content-length': 0 }, signal });
      const timer = setTimeout(() => asked.destroy(new Error('no answer in time')), answerMsMax);
      const settle = (answer: GatewayAnswer): void => {
        clearTimeout(timer);
        resolve(answer);
      };
      asked.on('socket', (socket) => {
        socket.setKeepAlive(true, keepAliveMs);
      });
      asked.on('close', () => clearTimeout(timer));
      asked.on('error', reject);
      asked.on('response', (answer) => settle({ kind: 'answered', answer, asked }));
      asked.on('upgrade', (_answer, connection, head) => {
        if (head.length > 0) connection.unshift(head);
        settle({ kind: 'upgraded', connection });
      });
      asked.end();
    }),
});
