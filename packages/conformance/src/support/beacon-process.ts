/** A beacon as somebody starts it on a host of their own, and an operator who asks it over HTTPS. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startCommand } from './product.ts';

/** A running beacon. */
export interface BeaconProcess {
  readonly url: string;
  readonly pid: number;
  /** What it has written so far. */
  log(): string;
  /** The memory that it has in use, in bytes. */
  memory(): Promise<number>;
  /** Sends the signal and waits for its end; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts one with these arguments, and waits until it says that it has started. */
export const startBeaconProcess = async (args: readonly string[]): Promise<BeaconProcess> => {
  const { line, log, stop } = await startCommand(['beacon', '--json', ...args], {
    MOORGATE_BEACON_REFUSED_RETRY_SECONDS: '1',
  });
  const { url = '', pid } = JSON.parse(line) as { url?: string; pid: number };
  return {
    url,
    pid,
    log,
    memory: async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    stop: (signal = 'SIGTERM') => stop(signal),
  };
};

/** Whoever has the token. */
export interface BeaconClient {
  /** Asks, and reads the whole answer. */
  ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  begin(method: string, path: string): ClientRequest;
  /** Asks for a raw connection. */
  upgrade(path: string, body?: unknown): Promise<Socket>;
}

/** A client of the beacon at this address. */
export const beaconClient = (
  url: string,
  { token, ca }: { readonly token: string; readonly ca: string },
): BeaconClient => {
  const send = (method: string, path: string, headers: Record<string, string>): ClientRequest =>
    request(new URL(path, url), { method, ca, agent: false, headers: { token, ...headers } });
  const json = { 'content-type': 'application/json' };
  return {
    begin: (method, path) => send(method, path, {}),
    ask: async (method, path, body) => {
      const asked = send(method, path, body === undefined ? {} : json);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode ?? 0, text: await text(answer) };
    },
    upgrade: async (path, body) => {
      const content = body === undefined ? '' : JSON.stringify(body);
      const asked = send('POST', path, {
        connection: 'Upgrade',
        upgrade: 'tcp',
        ...(content === '' ? {} : json),
        'content-length': String(Buffer.byteLength(content)),
      });
      asked.on('socket', (socket: Socket) => {
        socket.allowHalfOpen = true;
      });
      asked.end(content);
      const [, socket, head] = (await once(asked, 'upgrade')) as [unknown, Socket, Buffer];
      if (head.length > 0) socket.unshift(head);
      return socket;
    },
  };
};
