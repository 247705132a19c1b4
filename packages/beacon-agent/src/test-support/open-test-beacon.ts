/** A beacon for tests, and ways to ask it over real sockets. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger } from '@moorgate/observability';
import type { BeaconSettings } from '../settings.ts';
import { type Beacon, startBeacon } from '../start-beacon.ts';

/** What was answered. */
export interface BeaconAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface TestBeacon extends Beacon {
  /** Of a beacon that listens. */
  readonly url: string;
  /** What it logged. */
  log(): string;
  /** Begins a request with the token. */
  begin(method: string, path: string, headers?: Readonly<Record<string, string>>): ClientRequest;
  /** Asks, with the token, and reads the whole answer. */
  ask(method: string, path: string, body?: string): Promise<BeaconAnswer>;
  /** A connection to it on which nothing was said. */
  connect(): Socket;
}

export const testToken = 'a token of sixteen and more'.replaceAll(' ', '-');

/** Starts one on a free port of loopback. */
export const openTestBeacon = async (
  options: Pick<BeaconSettings, 'engines'> & Partial<BeaconSettings>,
): Promise<TestBeacon> => {
  const lines: string[] = [];
  const log = createLogger({
    service: 'beacon',
    level: 'debug',
    stream: { write: (line) => void lines.push(line) },
  });
  const settings: BeaconSettings = {
    token: testToken,
    driver: 'local',
    engineCertificatesDir: null,
    callsPerEngine: 16,
    listener: {
      address: { host: '127.0.0.1', port: 0 },
      tls: null,
      insecureHttp: false,
      connectionsMax: 256,
    },
    gateway: null,
    ...options,
  };
  const started = await startBeacon(settings, log);
  const beacon = { ...started, url: started.url ?? '' };
  const begin: TestBeacon['begin'] = (method, path, headers = {}) =>
    request(new URL(path, beacon.url), {
      method,
      agent: false,
      headers: { token: testToken, ...headers },
    });
  return {
    ...beacon,
    log: () => lines.join(''),
    begin,
    ask: async (method, path, body) => {
      const asked = begin(method, path, { 'content-type': 'application/json' });
      asked.end(body);
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      const { statusCode: status = 0, headers } = answer;
      return { status, headers, text: await text(answer) };
    },
    connect: () => {
      const { hostname, port } = new URL(beacon.url);
      return connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    },
  };
};
