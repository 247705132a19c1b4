/** Requests to engines, each on a connection of its own. */
import { readFileSync } from 'node:fs';
import { type ClientRequest, request as requestInClear, type RequestOptions } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

/** How engines are asked. */
export interface EngineReach {
  /**
   * Begins a request; nothing is sent before its end or its first write. It fails with `ETIMEDOUT` where no connection comes
   * about within five seconds.
   */
  ask(engine: Engine, options: EngineRequest): ClientRequest;
}

export type EngineRequest = Pick<RequestOptions, 'method' | 'path' | 'headers' | 'signal'>;

const connectMsMax = 5_000;
const keepAliveMs = 30_000;

const late = (): Error =>
  Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' as const });

/** Gives up on a connection that does not come about, and notices the end of a host that says nothing any more. */
const watchConnection = (request: ClientRequest): void => {
  const timer = setTimeout(() => request.destroy(late()), connectMsMax);
  const stop = (): void => clearTimeout(timer);
  request.once('close', stop).once('socket', (socket) => {
    socket.setKeepAlive(true, keepAliveMs).once('connect', stop).once('close', stop);
  });
};

/** Read for each connection, so that a renewed certificate counts from the next one on. */
const certificatesIn = (folder: string | null) =>
  folder === null
    ? {}
    : {
        ca: readFileSync(join(folder, 'ca.pem')),
        cert: readFileSync(join(folder, 'cert.pem')),
        key: readFileSync(join(folder, 'key.pem')),
      };

const begin = (
  { way }: Engine,
  common: RequestOptions,
  certificatesDir: string | null,
): ClientRequest => {
  if (way.kind === 'socket') return requestInClear({ ...common, socketPath: way.path });
  const { host, port } = way;
  if (way.kind === 'clear') return requestInClear({ ...common, host, port });
  // Not the one of the header field, which is the same for every engine.
  const servername = isIP(host) === 0 ? host : '';
  return requestOverTls({ ...common, host, port, servername, ...certificatesIn(certificatesDir) });
};

/**
 * Makes what asks engines. Those that speak TLS are shown `cert.pem` with `key.pem`, and known by `ca.pem`, of this folder, which is
 * laid out as `DOCKER_CERT_PATH` is; without a folder they are known by the CAs of Node.
 */
export const createEngineReach = (certificatesDir: string | null): EngineReach => ({
  ask: (engine, options) => {
    const request = begin(
      engine,
      {
        ...options,
        // No proxy of the environment and no connection that rested too long comes between.
        agent: false,
        setHost: false,
        headers: { host: 'engine', ...options.headers },
      },
      certificatesDir,
    );
    watchConnection(request);
    return request;
  },
});

/** Why an engine was not reached, in words that tell nothing of what was asked. */
export const reasonOfEngine = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'the connection was refused',
    ECONNRESET: 'the connection was cut',
    EPIPE: 'the connection was cut',
    ENOENT: 'the socket is not there',
    EACCES: 'the socket may not be used',
    ENOTFOUND: 'the name was not found',
    EAI_AGAIN: 'the name was not found',
    ETIMEDOUT: 'no answer in time',
    EHOSTUNREACH: 'the host cannot be reached',
  };
  if (code.startsWith('HPE_')) return 'the answer is no HTTP';
  if (/CERT|SSL|TLS|^UNABLE/.test(code)) return 'the certificate is not accepted';
  return known[code] ?? 'the request failed';
};
