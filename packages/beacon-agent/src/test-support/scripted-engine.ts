/** An engine for tests: a real server at a Unix socket or a port, which answers as a test says. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engines/engine.ts';

/** Answers a request to change the protocol. */
export type UpgradeListener = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

export interface ScriptedEngine {
  readonly engine: Engine;
  /** Requests so far, `GET /_ping` and `GET /version` not among them. */
  readonly requests: readonly IncomingMessage[];
  /** Connections that are open. */
  connections(): number;
  /** Answers everything but pings with this from now on. */
  answerWith(listener: RequestListener): void;
  upgradeWith(listener: UpgradeListener): void;
  /** Pings are answered, or not. */
  setPinged(isPinged: boolean): void;
  close(): Promise<void>;
}

/** Where it stands, and by what it is known. */
export interface ScriptedEngineOptions {
  readonly name?: string;
  readonly way?: 'socket' | 'clear' | 'tls';
  readonly apiVersion?: string;
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string };
}

const serverOf = ({ tls }: ScriptedEngineOptions) =>
  tls === undefined
    ? createServer()
    : createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true });

/** Starts one: it answers pings, says the version of its API, and 404 to everything else. */
export const startScriptedEngine = async (
  options: ScriptedEngineOptions = {},
): Promise<ScriptedEngine> => {
  const { name = 'here', way = 'socket', apiVersion = '1.41' } = options;
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-scripted-'));
  const path = join(folder, 'docker.sock');
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  let isPinged = true;
  let answer: RequestListener = (_request, response) => void response.writeHead(404).end();
  let upgrade: UpgradeListener = (_request, socket) => void socket.destroy();
  const server = serverOf(options);
  server.on('request', (request: IncomingMessage, response) => {
    const { url } = request;
    if (url === '/_ping' && isPinged) return void response.end('OK');
    if (url === '/_ping') return;
    if (url === '/version') return void response.end(JSON.stringify({ ApiVersion: apiVersion }));
    requests.push(request);
    answer(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    requests.push(request);
    upgrade(request, socket, head);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(way === 'socket' ? { path } : { host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const port = way === 'socket' ? 0 : (server.address() as AddressInfo).port;
  const host = way === 'socket' ? name : '127.0.0.1';
  return {
    engine: {
      name,
      host,
      port: String(port),
      way: way === 'socket' ? { kind: way, path } : { kind: way, host, port },
    },
    requests,
    connections: () => sockets.size,
    answerWith: (listener) => {
      answer = listener;
    },
    upgradeWith: (listener) => {
      upgrade = listener;
    },
    setPinged: (next) => {
      isPinged = next;
    },
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await rm(folder, { recursive: true });
    },
  };
};
