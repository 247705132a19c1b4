/** A beacon for tests: what speaks its protocol on the other side of a real socket. */
import {
  createServer as createClearServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

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

/** What a beacon begins with. */
export interface TestBeaconOptions {
  readonly token: string;
  readonly vms?: readonly TestVm[];
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

const listenOn = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

/** Starts it on a free port: 401 without the token, the hosts at `/vms`, the name of its driver at `/which`. */
export const startTestBeacon = async (options: TestBeaconOptions): Promise<TestBeacon> => {
  const requests: BeaconRequestSeen[] = [];
  let vms = options.vms ?? [];
  let special: RequestListener | null = null;

  const ordinary: RequestListener = (request, response) => {
    const isKnown = request.headers['token'] === options.token;
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
  const port = await listenOn(server);
  return {
    port,
    address: `${options.tls === undefined ? '' : 'https://'}127.0.0.1:${port}`,
    requests,
    report: (next) => {
      vms = next;
    },
    answerWith: (next) => {
      special = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
