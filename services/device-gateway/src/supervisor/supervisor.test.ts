/** A supervisor and its workers as processes: stopped, killed, drained, and without their store. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { createTestPki, type TestLeaf } from '@moorgate/testing';
import { callGateway, openConnection, untilClosed } from '../test-support/device-client.ts';
import {
  forkGateway,
  isRunning,
  startSupervised,
  type SupervisedGateway,
} from '../test-support/start-supervised.ts';
import { startTestGateway, type TestGateway, until } from '../test-support/start-test-gateway.ts';
import { startStoreProxy } from '../test-support/store-proxy.ts';

/** Processes take their time to start on a host that is busy with other things. */
const timeoutMs = 90_000;

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
}, timeoutMs);
afterAll(() => running.close());

const started: SupervisedGateway[] = [];
afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.close();
});

const start = async (environment: Record<string, string> = {}): Promise<SupervisedGateway> => {
  const gateway = await startSupervised(running, environment);
  started.push(gateway);
  return gateway;
};

/** Resolves, with the milliseconds that it took, when a new connection has been served. */
const visit = async (gateway: SupervisedGateway, leaf: TestLeaf): Promise<number> => {
  const startMs = performance.now();
  const { status } = await callGateway(gateway, { leaf });
  expect(status).toBe(200);
  return performance.now() - startMs;
};

/** Resolves when this many workers have taken the place of others. */
const untilReplaced = (gateway: SupervisedGateway, count: number): Promise<true> =>
  until(() => {
    const replacements = gateway.lines.filter(
      ({ msg }) => msg === 'a worker took the place of the one that ended',
    );
    return replacements.length >= count ? true : null;
  }, timeoutMs);

test(
  'all workers serve at the same addresses, and the process that started it is told of them',
  async () => {
    const gateway = await start({
      MOORGATE_GATEWAY_WORKERS: '3',
      MOORGATE_GATEWAY_PROXY_ADDR: '127.0.0.1:0',
      MOORGATE_GATEWAY_PROXY_PEERS: '127.0.0.1',
    });
    const { url, proxyPort, workers } = gateway.ready;
    expect(url).toBe(`https://127.0.0.1:${gateway.port}`);
    expect(proxyPort).toBeGreaterThan(0);
    expect(gateway.workerPids()).toHaveLength(3);
    expect([...workers].toSorted()).toEqual(gateway.workerPids().toSorted());
    await visit(gateway, running.pki.issueDevice());
  },
  timeoutMs,
);

describe('a worker that is stopped', () => {
  test(
    'keeps nobody from the others, is killed within two seconds, and replaced at the same port',
    async () => {
      const gateway = await start();
      const leaf = running.pki.issueDevice();
      await visit(gateway, leaf);
      const [stopped = 0] = gateway.workerPids();
      const stoppedAtMs = performance.now();
      process.kill(stopped, 'SIGSTOP');
      const visitsMs: number[] = [];
      while (isRunning(stopped)) visitsMs.push(await visit(gateway, leaf));
      expect(performance.now() - stoppedAtMs).toBeLessThan(2_400);
      expect(visitsMs.length).toBeGreaterThan(3);
      expect(Math.max(...visitsMs)).toBeLessThan(1_000);
      await untilReplaced(gateway, 1);
      expect(gateway.workerPids()).toHaveLength(2);
      await visit(gateway, leaf);
      expect(gateway.lines).toContainEqual(
        expect.objectContaining({ msg: 'a worker fell silent and is killed', pid: stopped }),
      );
    },
    timeoutMs,
  );

  test(
    'and woken before that goes on',
    async () => {
      const gateway = await start();
      const workers = gateway.workerPids();
      process.kill(workers[0]!, 'SIGSTOP');
      const wakeAtMs = performance.now() + 300;
      while (performance.now() < wakeAtMs) await visit(gateway, running.pki.issueDevice());
      process.kill(workers[0]!, 'SIGCONT');
      const endAtMs = performance.now() + 2_000;
      while (performance.now() < endAtMs) await visit(gateway, running.pki.issueDevice());
      expect(gateway.workerPids()).toEqual(workers);
    },
    timeoutMs,
  );
});

test(
  'a worker that is killed is replaced, again and again',
  async () => {
    const gateway = await start();
    for (let kills = 1; kills <= 3; kills++) {
      const [killed = 0] = gateway.workerPids();
      process.kill(killed, 'SIGKILL');
      await untilReplaced(gateway, kills);
      expect(gateway.workerPids()).toHaveLength(2);
      expect(gateway.workerPids()).not.toContain(killed);
    }
    await visit(gateway, running.pki.issueDevice());
  },
  timeoutMs,
);

test(
  'the only worker, killed, comes back at the same port',
  async () => {
    const gateway = await start({ MOORGATE_GATEWAY_WORKERS: '1' });
    const leaf = running.pki.issueDevice();
    process.kill(gateway.workerPids()[0]!, 'SIGKILL');
    const again = await until(() => callGateway(gateway, { leaf }).catch(() => null));
    expect(again.status).toBe(200);
  },
  timeoutMs,
);

test(
  'a supervisor that was stopped itself kills nobody when it goes on',
  async () => {
    const gateway = await start();
    const workers = gateway.workerPids();
    gateway.process.kill('SIGSTOP');
    const wakeAtMs = performance.now() + 2_500;
    while (performance.now() < wakeAtMs) await visit(gateway, running.pki.issueDevice());
    gateway.process.kill('SIGCONT');
    const endAtMs = performance.now() + 2_000;
    while (performance.now() < endAtMs) await visit(gateway, running.pki.issueDevice());
    expect(gateway.workerPids()).toEqual(workers);
  },
  timeoutMs,
);

test(
  'a supervisor that is killed leaves no process',
  async () => {
    const gateway = await start();
    const workers = gateway.workerPids();
    gateway.process.kill('SIGKILL');
    await until(() => (workers.some(isRunning) ? null : true));
  },
  timeoutMs,
);

test(
  'workers whose store is away for three seconds are alive, and are kept',
  async () => {
    const proxy = await startStoreProxy(running.config.databaseUrl);
    const gateway = await start({ DATABASE_URL: proxy.url });
    const leaf = running.pki.issueDevice();
    const workers = gateway.workerPids();
    proxy.cut();
    const endAtMs = performance.now() + 3_000;
    while (performance.now() < endAtMs) await callGateway(gateway, { leaf });
    proxy.resume();
    await until(async () => ((await callGateway(gateway, { leaf })).status === 200 ? true : null));
    expect(gateway.workerPids()).toEqual(workers);
    await gateway.close();
    await proxy.close();
  },
  timeoutMs,
);

describe('told to stop', () => {
  test(
    'it serves on while it drains, each answer the last of its connection, and ends with all its workers',
    async () => {
      const drainMs = 4_000;
      const gateway = await start({ MOORGATE_GATEWAY_DRAIN_MS: String(drainMs) });
      const leaf = running.pki.issueDevice();
      const agent = new Agent({ keepAlive: true });
      expect((await callGateway(gateway, { leaf, agent })).headers.connection).toBe('keep-alive');
      const workers = gateway.workerPids();
      const stoppedAtMs = performance.now();
      gateway.process.kill('SIGTERM');
      const last = await until(async () => {
        const answer = await callGateway(gateway, { leaf, agent });
        return answer.headers.connection === 'close' ? answer : null;
      });
      expect(last.status).toBe(200);
      await visit(gateway, leaf);
      expect(performance.now() - stoppedAtMs).toBeLessThan(drainMs);
      expect(await gateway.ended).toBe(0);
      expect(performance.now() - stoppedAtMs).toBeGreaterThanOrEqual(drainMs);
      expect(workers.filter(isRunning)).toEqual([]);
      agent.destroy();
    },
    timeoutMs,
  );

  test(
    'by Ctrl-C, which reaches every process, it ends in good order: connections are closed, no worker is replaced',
    async () => {
      const child = forkGateway(running, {}, true);
      await once(child.process, 'message');
      process.kill(-child.process.pid!, 'SIGINT');
      expect(await child.ended).toBe(0);
      expect(child.errors.join('\n')).not.toContain('a worker ended');
    },
    timeoutMs,
  );

  test(
    'it does not wait for a worker that is stopped beyond its deadline',
    async () => {
      const gateway = await start();
      const [stopped = 0] = gateway.workerPids();
      process.kill(stopped, 'SIGSTOP');
      gateway.process.kill('SIGTERM');
      expect(await gateway.ended).toBe(0);
      expect(isRunning(stopped)).toBe(false);
    },
    timeoutMs,
  );
});

test(
  'on SIGHUP all workers take the new certificate',
  async () => {
    const gateway = await start();
    const shown = async (): Promise<string> => {
      const socket = await openConnection(gateway, { tls: { rejectUnauthorized: false } });
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const { server } = createTestPki();
    await writeFile(running.config.tlsKeyFile, server.keyPem);
    await writeFile(running.config.tlsCertificateFile, server.certPem);
    gateway.process.kill('SIGHUP');
    await until(() => {
      const reloads = gateway.lines.filter(({ msg }) => msg === 'certificate reloaded');
      return reloads.length >= 2 ? true : null;
    });
    for (let connections = 0; connections < 10; connections++)
      expect(await shown()).toBe(server.x509.serialNumber);
    await writeFile(running.config.tlsKeyFile, running.pki.server.keyPem);
    await writeFile(running.config.tlsCertificateFile, running.pki.server.certPem);
  },
  timeoutMs,
);

describe('what keeps it from starting is told in one sentence:', () => {
  test(
    'an address in use',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const child = forkGateway(running, { MOORGATE_GATEWAY_ADDR: `127.0.0.1:${port}` });
      expect(await child.ended).toBe(1);
      other.close();
      expect(child.errors.filter((line) => !line.startsWith('{'))).toEqual([
        `127.0.0.1:${port} is in use by another process`,
      ]);
    },
    timeoutMs,
  );

  test(
    'a configuration that is not complete',
    async () => {
      const child = forkGateway(running, { MOORGATE_TLS_KEY: '' });
      expect(await child.ended).toBe(1);
      expect(child.errors).toEqual([expect.stringContaining('MOORGATE_TLS_KEY is not set')]);
    },
    timeoutMs,
  );

  test(
    'a store that does not answer',
    async () => {
      const child = forkGateway(running, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
      expect(await child.ended).toBe(1);
      expect(child.errors).toEqual([expect.stringContaining('ECONNREFUSED')]);
    },
    timeoutMs,
  );
});

test(
  'open connections are closed when it ends',
  async () => {
    const gateway = await start();
    const socket = await openConnection(gateway, { leaf: running.pki.issueDevice() });
    const closed = untilClosed(socket);
    gateway.process.kill('SIGTERM');
    await closed;
    expect(await gateway.ended).toBe(0);
  },
  timeoutMs,
);
