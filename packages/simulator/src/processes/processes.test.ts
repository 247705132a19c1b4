import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type Cleanup, createCleanup } from '../cleanup.ts';
import { createPki, writeCredentials } from '../lab/credentials.ts';
import { readServedReply } from '../lab/served-reply.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { type Load, startLoad } from './load.ts';
import { startChild } from './start-child.ts';

let folder: string;
let cleanup: Cleanup;
let credentials: Credentials;
let load: Load;

beforeAll(async () => {
  cleanup = createCleanup();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-processes-'));
  await cleanup.defer(() => rm(folder, { recursive: true }));
  await createPki(folder);
  const file = join(folder, 'credentials.json');
  credentials = await writeCredentials(folder, file, 6);
  load = await startLoad(file, cleanup);
});

afterAll(() => cleanup.run());

/** Serves until the end of `work`. */
const whileServing = async (
  answer: RequestListener,
  work: (port: number, server: Server) => Promise<void>,
): Promise<void> => {
  const server = createServer(
    {
      key: await readFile(join(folder, 'tls.key')),
      cert: await readFile(join(folder, 'tls.pem')),
      requestCert: true,
      rejectUnauthorized: false,
      sessionIdContext: 'test',
    },
    answer,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work((server.address() as AddressInfo).port, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const commonNameOf = (socket: unknown): string =>
  (socket as TLSSocket).getPeerX509Certificate()?.subject.match(/^CN=(.*)$/m)?.[1] ?? 'nobody';

describe('the load client', () => {
  test('connects once as each of the devices that it is told to be', async () => {
    const seen: string[] = [];
    const answer: RequestListener = (request, response) => {
      seen.push(`${commonNameOf(request.socket)} ${request.url}`);
      response.end('{}');
    };
    await whileServing(answer, async (port) => {
      const job = { kind: 'handshakes', port, first: 2, count: 3, concurrency: 2 } as const;
      expect(await load.run(job)).toMatchObject({ operations: 3 });
    });
    const expected = credentials.devices.slice(2, 5).map(({ uuid }) => `${uuid} /device`);
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  test('keeps connections and sends its requests over them', async () => {
    const requests = new Map<string, number>();
    let connections = 0;
    const answer: RequestListener = (request, response) => {
      const name = commonNameOf(request.socket);
      requests.set(name, (requests.get(name) ?? 0) + 1);
      response.end('{}');
    };
    await whileServing(answer, async (port, server) => {
      server.on('secureConnection', () => connections++);
      await load.run({ kind: 'connect', port, connections: 4 });
      await load.run({ kind: 'requests', count: 100 });
      await load.run({ kind: 'disconnect' });
    });
    expect(connections).toBe(4);
    expect([...requests.keys()].toSorted()).toEqual(
      credentials.devices
        .slice(0, 4)
        .map(({ uuid }) => uuid)
        .toSorted(),
    );
    // Each connection asks once by itself.
    expect([...requests.values()].reduce((sum, count) => sum + count)).toBe(104);
  });

  test('resumes sessions with the tickets that it kept, and fails where it cannot', async () => {
    const resumed: boolean[] = [];
    const answer: RequestListener = (request, response) => {
      resumed.push((request.socket as TLSSocket).isSessionReused());
      response.end('{}');
    };
    await whileServing(answer, async (port, server) => {
      const job = { kind: 'handshakes', port, first: 0, count: 3, concurrency: 1 } as const;
      await load.run({ ...job, tickets: 'keep' });
      await load.run({ ...job, tickets: 'use' });
      await load.run({ ...job, tickets: 'use' });
      await load.run(job);
      const [full, again] = [Array(3).fill(false), Array(3).fill(true)];
      expect(resumed).toEqual([...full, ...again, ...again, ...full]);
      server.setTicketKeys(randomBytes(48));
      await expect(load.run({ ...job, tickets: 'use' })).rejects.toThrow('was not resumed');
    });
  });

  test('reports what a device runs: always the same, or something new each time', async () => {
    const targets: unknown[] = [];
    const answer: RequestListener = (request, response) => {
      targets.push(request.headers['x-ats-target']);
      response.end('{}');
    };
    await whileServing(answer, async (port) => {
      await load.run({ kind: 'connect', port, connections: 2 });
      await load.run({ kind: 'requests', count: 10 });
      await load.run({ kind: 'requests', count: 10, report: 'same' });
      await load.run({ kind: 'requests', count: 10, report: 'changing' });
      await load.run({ kind: 'disconnect' });
    });
    expect(new Set(targets.slice(0, 12))).toEqual(new Set([undefined]));
    expect(new Set(targets.slice(12, 22)).size).toBe(1);
    expect(new Set(targets.slice(22)).size).toBe(10);
  });

  test('fails a job when the server has closed a connection that is kept', async () => {
    const answer: RequestListener = (_request, response) => response.end('{}');
    await whileServing(answer, async (port, server) => {
      await load.run({ kind: 'connect', port, connections: 3 });
      server.closeAllConnections();
      await expect(load.run({ kind: 'requests', count: 3 })).rejects.toThrow(
        /closed|reset|ended|EPIPE/,
      );
      const job = { kind: 'handshakes', port, first: 0, count: 1, concurrency: 1 } as const;
      await expect(load.run(job)).resolves.toMatchObject({ operations: 1 });
    });
  });

  test('fails a job for any answer but 200, and can do the next', async () => {
    let status = 403;
    const answer: RequestListener = (_request, response) => {
      response.statusCode = status;
      response.end('{}');
    };
    await whileServing(answer, async (port) => {
      const job = { kind: 'handshakes', port, first: 0, count: 2, concurrency: 1 } as const;
      await expect(load.run(job)).rejects.toThrow('the answer was 403');
      status = 200;
      await expect(load.run(job)).resolves.toMatchObject({ operations: 2 });
    });
  });
});

test('the bare server answers whatever it was told to, over TLS with the key of the gateway, from all its processes', async () => {
  const reply = { headers: { 'Content-Length': '7', 'X-Request-Id': 'abc' }, body: '{"a":1}' };
  const bare = await startChild('bare-server', {
    environment: {
      DATABASE_URL: 'postgres://localhost/none',
      MOORGATE_TLS_KEY: join(folder, 'tls.key'),
      MOORGATE_TLS_CERT: join(folder, 'tls.pem'),
    },
    reply,
    workers: 2,
  });
  try {
    const { port } = bare.ready as { port: number };
    expect(await readServedReply(credentials, port)).toEqual(reply);
  } finally {
    await bare.stop();
  }
});
