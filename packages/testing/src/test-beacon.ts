/** A beacon for tests: what speaks its protocol on the other side of a real socket. */
import {
  createServer as createClearServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A host as a beacon reports it; members that are empty are left out. */
export interface TestVm {
  readonly name?: string;
  readonly address?: string;
  readonly port?: string;
  readonly version?: string;
  readonly canAccessDocker: boolean;
}

/** A request that came. */
export interface BeaconRequestSeen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A request for the engine of one of its hosts. */
export interface TestDockerCall {
  /** Of the host: `127.0.0.1:5001/v1.12`. */
  readonly instance: string;
  readonly method: string;
  /** As it came, with its query, and without the version of the host at its beginning. */
  readonly target: string;
  /** Its head, and the stream of its body. */
  readonly request: IncomingMessage;
}

/** Answers in the place of an engine. */
export type TestDocker = (call: TestDockerCall, response: ServerResponse) => void;

/** Takes over the connection of a request that asks for raw bytes; what came behind its head is put back. */
export type TestDockerUpgrade = (call: TestDockerCall, socket: Duplex) => void;

/** What a beacon begins with. */
export interface TestBeaconOptions {
  readonly token: string;
  readonly vms?: readonly TestVm[];
  /** The engines of its hosts; 404 for each of their paths unless given. */
  readonly docker?: TestDocker;
  /** The same for requests with `Upgrade`. */
  readonly upgrade?: TestDockerUpgrade;
  /** The certificate and its key, in PEM, for a beacon that speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface TestBeacon {
  readonly port: number;
  /** `127.0.0.1:<port>`, after `https://` where it speaks TLS. */
  readonly address: string;
  /** Every request so far. */
  readonly requests: readonly BeaconRequestSeen[];
  /** Reports other hosts from now on. */
  report(vms: readonly TestVm[]): void;
  /** Lets its engines answer this from now on. */
  serveDocker(docker: TestDocker, upgrade?: TestDockerUpgrade): void;
  /** Answers everything with this from now on, whatever token comes; null: as a beacon does. */
  answerWith(listener: RequestListener | null): void;
  close(): Promise<void>;
}

/** The hosts of the one that an ordinary installation on one machine has. */
export const boot2docker: TestVm = {
  name: 'boot2docker',
  address: '127.0.0.1',
  port: '5001',
  version: 'v1.12',
  canAccessDocker: true,
};

/** The address of a host, as Lighthouse makes it of what a beacon reports. */
const instanceOf = ({ address = '', port = '', version = '' }: TestVm): string =>
  `${address}:${port}/${version}`;

/** The request for an engine that this one is; null for another one, or for none of these hosts. */
const dockerCallOf = (request: IncomingMessage, vms: readonly TestVm[]): TestDockerCall | null => {
  const { method = '', url = '' } = request;
  const start = url.indexOf('/d/') + '/d/'.length;
  if (start < '/d/'.length) return null;
  const rest = url.slice(start);
  const vm = vms.find(({ address = '', port = '' }) => rest.startsWith(`${address}:${port}/`));
  if (vm === undefined) return null;
  const path = rest.slice(rest.indexOf('/') + 1);
  const version = `${vm.version ?? ''}/`;
  const target = path.startsWith(version) ? path.slice(version.length) : path;
  return { instance: instanceOf(vm), method, target, request };
};

const listenOn = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Starts it on a free port: 401 without the token, the hosts at `/vms`, the name of its driver at `/which`, and below `/d/` and
 * the address of a host what answers there.
 */
export const startTestBeacon = async (options: TestBeaconOptions): Promise<TestBeacon> => {
  const requests: BeaconRequestSeen[] = [];
  let vms = options.vms ?? [];
  const upgraded = new Set<Duplex>();
  let special: RequestListener | null = null;
  let docker: TestDocker = options.docker ?? ((_call, response) => response.writeHead(404).end());
  let upgrade: TestDockerUpgrade = options.upgrade ?? ((_call, socket) => socket.destroy());

  const ordinary: RequestListener = (request, response) => {
    const isKnown = request.headers['token'] === options.token;
    const call = isKnown ? dockerCallOf(request, vms) : null;
    if (call !== null) {
      docker(call, response);
      return;
    }
    const path = request.url?.replace(/^.*(?=\/)/, '');
    const body = path === '/vms' ? vms : path === '/which' ? 'config' : null;
    if (!isKnown || body === null) response.writeHead(isKnown ? 404 : 401).end();
    else response.writeHead(200).end(JSON.stringify(body));
  };
  const listener: RequestListener = (request, response) => {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers });
    (special ?? ordinary)(request, response);
  };
  const server =
    options.tls === undefined
      ? createClearServer(listener)
      : createTlsServer(options.tls, listener);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers });
    const call = headers['token'] === options.token ? dockerCallOf(request, vms) : null;
    upgraded.add(socket);
    socket.on('error', () => {}).once('close', () => upgraded.delete(socket));
    if (head.length > 0) socket.unshift(head);
    if (call === null) socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    else upgrade(call, socket);
  });
  const port = await listenOn(server);
  return {
    port,
    address: `${options.tls === undefined ? '' : 'https://'}127.0.0.1:${port}`,
    requests,
    report: (next) => {
      vms = next;
    },
    serveDocker: (next, nextUpgrade) => {
      docker = next;
      if (nextUpgrade !== undefined) upgrade = nextUpgrade;
    },
    answerWith: (next) => {
      special = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
        server.close(() => resolve());
      }),
  };
};
