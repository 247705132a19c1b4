/** The server's side of the protocol, as small as a test of the runner needs it, over real HTTP. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** What the server knows of one run. */
export interface ServedRun {
  readonly order: Readonly<Record<string, unknown>> & {
    readonly runId: string;
    readonly leaseId: string;
  };
  console: Buffer;
  readonly statuses: string[];
  readonly artifacts: Map<string, Buffer>;
  heartbeats: number;
  completion: Record<string, unknown> | null;
  /** Answered from then on: `cancel` is true. */
  cancel: boolean;
  /** Answered from then on: the lease is lost. */
  isLost: boolean;
}

/** Turns up between a request and its answer. */
export type Fault = (
  request: IncomingMessage,
) => 'answer' | 'hang-up' | 'store-and-hang-up' | 'refuse-unread' | 503;

export interface FakeServer {
  readonly url: string;
  readonly vacancies: Record<string, unknown>[];
  /** Queues a run, and returns what becomes of it. */
  order(order: Record<string, unknown>): ServedRun;
  /** Resolves when the run was completed. */
  completed(run: ServedRun): Promise<Record<string, unknown>>;
  /** Resolves when `isSo` holds; it is asked after every request. */
  until(isSo: () => boolean): Promise<void>;
  fault: Fault;
  close(): Promise<void>;
}

const token = 'mgt_test_runner';

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const lost: Answer = { status: 409, body: { code: 'run_lease_lost' } };

const appendTo = (run: ServedRun, offset: number, body: Buffer): Answer => {
  if (offset !== run.console.length)
    return {
      status: 409,
      body: { code: 'run_console_misplaced' },
      headers: { 'moorgate-offset': String(run.console.length) },
    };
  run.console = Buffer.concat([run.console, body]);
  return { status: 200, body: { bytes: run.console.length, cancel: run.cancel } };
};

const act = (run: ServedRun, action: string, request: IncomingMessage, body: Buffer): Answer => {
  if (request.headers['moorgate-lease'] !== run.order.leaseId || run.isLost) return lost;
  const json = (): Record<string, unknown> =>
    JSON.parse(body.toString()) as Record<string, unknown>;
  if (action === 'heartbeat') {
    run.heartbeats += 1;
    return { status: 200, body: { cancel: run.cancel } };
  }
  if (action === 'console') return appendTo(run, Number(request.headers['moorgate-offset']), body);
  if (action === 'status') run.statuses.push(String(json()['status']));
  else if (action === 'completion') run.completion = json();
  else run.artifacts.set(action.slice('artifacts/'.length), body);
  return { status: 200, body: {} };
};

/** Starts one on loopback; its token is `mgt_test_runner`. */
export const startFakeServer = async (): Promise<FakeServer> => {
  const queue: ServedRun[] = [];
  const runs = new Map<string, ServedRun>();
  const vacancies: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  const tell = (): void => watchers.forEach((watcher) => watcher());
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });

  const lease = async (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    vacancies.push(JSON.parse(body.toString()) as Record<string, unknown>);
    tell();
    const answered = new AbortController();
    const gone = once(request.socket, 'close', { signal: answered.signal }).catch(() => undefined);
    await Promise.race([until(() => queue.length > 0), gone]);
    answered.abort();
    return { status: 200, body: { run: request.socket.destroyed ? null : queue.shift()?.order } };
  };
  const answer = async (request: IncomingMessage, body: Buffer): Promise<Answer> => {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: {} };
    const path = decodeURIComponent(request.url ?? '');
    if (path === '/v1/runner/leases') return lease(request, body);
    const [, runId = '', action = ''] = /^\/v1\/runner\/runs\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const run = runs.get(runId);
    return run === undefined ? { status: 404, body: {} } : act(run, action, request, body);
  };
  const served: FakeServer = {
    url: '',
    vacancies,
    fault: () => 'answer',
    until,
    order: (order) => {
      const run: ServedRun = {
        order: order as ServedRun['order'],
        console: Buffer.alloc(0),
        statuses: [],
        artifacts: new Map(),
        heartbeats: 0,
        completion: null,
        cancel: false,
        isLost: false,
      };
      runs.set(run.order.runId, run);
      queue.push(run);
      tell();
      return run;
    },
    completed: async (run) => {
      await until(() => run.completion !== null);
      return run.completion ?? {};
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const what = served.fault(request);
    if (what === 'hang-up') return void request.socket.destroy();
    if (what === 'refuse-unread') {
      response.writeHead(413, { 'content-type': 'application/json', connection: 'close' });
      return void response.end('{"code":"body_too_large","detail":"It is too large."}');
    }
    if (what === 503) {
      await read(request);
      return void response.writeHead(503).end();
    }
    const { status, body, headers } = await answer(request, await read(request));
    if (what === 'store-and-hang-up') request.socket.destroy();
    else {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    }
    tell();
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(served, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
};
