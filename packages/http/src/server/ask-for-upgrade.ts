/** Asking another service for a connection that goes on as raw bytes (RFC 9110, 7.8). */
import {
  type ClientRequest,
  type IncomingMessage,
  request as requestOnSocket,
  type RequestOptions,
} from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KeyPair } from './key-pair.ts';
import { tlsPolicy } from './tls-policy.ts';

/** Where it is: on this host, or on another one, over mutual TLS. */
export type UpgradeTarget =
  | {
      /** Of the Unix socket. */
      readonly socketPath: string;
    }
  | {
      /** `https:`, a host and a port. */
      readonly url: string;
      /** What is shown there. */
      readonly pair: KeyPair;
      /** The CAs that may have issued the certificate of that host, in PEM. */
      readonly ca: Buffer;
    };

/** What is asked for, and where. */
export interface UpgradeQuestion {
  readonly to: UpgradeTarget;
  readonly path: string;
  /** What is spoken afterwards. */
  readonly protocol: string;
  /** Calls the question off; not heard any more once it is answered. */
  readonly signal: AbortSignal;
}

/** The connection, or the status of the refusal. */
export type UpgradeOutcome = { readonly stream: Duplex } | { readonly status: number };

const begin = (to: UpgradeTarget, options: RequestOptions): ClientRequest => {
  if ('socketPath' in to) return requestOnSocket({ ...options, socketPath: to.socketPath });
  const { hostname, port, host } = new URL(to.url);
  const servername = isIP(hostname) === 0 ? hostname : '';
  const known = { ca: to.ca, ...to.pair, ...tlsPolicy, servername };
  const headers = { ...options.headers, Host: host };
  return requestOverTls({ ...options, ...known, host: hostname, port, headers });
};

/** Asks by `POST`. Rejects with the reason of the signal, and with the error of a connection that does not come about. */
export const askForUpgrade = ({
  to,
  path,
  protocol,
  signal,
}: UpgradeQuestion): Promise<UpgradeOutcome> =>
  new Promise((resolve, reject) => {
    const headers = { Host: 'localhost', Connection: 'Upgrade', Upgrade: protocol };
    const request = begin(to, { method: 'POST', path, headers, agent: false });
    const leave = (): void => {
      request.destroy();
      reject(signal.reason as Error);
    };
    const settle = (): void => signal.removeEventListener('abort', leave);
    request.once('upgrade', (_response: IncomingMessage, stream: Socket, head: Buffer) => {
      settle();
      if (head.length > 0) stream.unshift(head);
      resolve({ stream });
    });
    request.once('response', (response: IncomingMessage) => {
      settle();
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    request.on('error', (error) => {
      settle();
      reject(error);
    });
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    else request.end();
  });
