/** Asking another process of this host for a connection that goes on as raw bytes (RFC 9110, 7.8). */
import { type IncomingMessage, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What is asked for, and where. */
export interface UpgradeQuestion {
  /** Of the Unix socket. */
  readonly socketPath: string;
  readonly path: string;
  /** What is spoken afterwards. */
  readonly protocol: string;
  /** Calls the question off; not heard any more once it is answered. */
  readonly signal: AbortSignal;
}

/** The connection, or the status of the refusal. */
export type UpgradeOutcome = { readonly stream: Duplex } | { readonly status: number };

/** Asks by `POST`. Rejects with the reason of the signal, and with the error of a connection that does not come about. */
export const askForUpgrade = ({
  socketPath,
  path,
  protocol,
  signal,
}: UpgradeQuestion): Promise<UpgradeOutcome> =>
  new Promise((resolve, reject) => {
    const headers = { Host: 'localhost', Connection: 'Upgrade', Upgrade: protocol };
    const request = sendRequest({ socketPath, method: 'POST', path, headers, agent: false });
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
