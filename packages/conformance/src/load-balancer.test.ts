/** Two gateways behind HAProxy, with the configuration that the project ships. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { debianPackage, declareWith, type TestPki } from '@moorgate/testing';
import { adminClient } from './support/admin.ts';
import { gatewayDatabaseUrl } from './support/database.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './support/fleet.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { type LoadBalancer, startHaproxy } from './support/haproxy.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const haproxy = await debianPackage({ name: 'haproxy', probe: ['-v'] });

/** A device that asks again and again, each second time on a new connection, and notes what it gets. */
interface Customer {
  readonly answers: string[];
  stop(): Promise<void>;
}

declareWith(haproxy, describe)('behind HAProxy', () => {
  let folder: string;
  let product: Product;
  let pki: TestPki;
  const gateways: GatewayProcess[] = [];
  let balancer: LoadBalancer;
  let token: string;

  beforeAll(async () => {
    if (!haproxy.isThere) return;
    folder = await makeFolder();
    const dataDir = join(folder, 'data');
    pki = await installPki(dataDir);
    product = await startProduct(dataDir, {
      workers: 1,
      args: ['--admin-metrics-addr', '127.0.0.1:0'],
    });
    token = await createToken(product, ['devices:read', 'devices:delete']);
    const databaseUrl = await gatewayDatabaseUrl(product);
    for (const name of ['one', 'two'])
      gateways.push(
        await startGatewayProcess({
          databaseUrl,
          certsFolder: join(dataDir, 'certs'),
          testFolder: join(folder, name),
          workers: 1,
          env: {
            MOORGATE_GATEWAY_NAME: name,
            MOORGATE_GATEWAY_PROXY_ADDR: '127.0.0.1:0',
            MOORGATE_GATEWAY_METRICS_ADDR: '127.0.0.1:0',
            MOORGATE_GATEWAY_DRAIN_MS: '4000',
          },
        }),
      );
    const readyPort = (url: string | null | undefined): string => new URL(url!).port;
    const [one, two] = gateways;
    balancer = await startHaproxy(haproxy, {
      MOORGATE_LB_GATEWAY_1: `127.0.0.1:${String(one!.proxyPort)}`,
      MOORGATE_LB_GATEWAY_1_READY: readyPort(one!.metricsUrl),
      MOORGATE_LB_GATEWAY_2: `127.0.0.1:${String(two!.proxyPort)}`,
      MOORGATE_LB_GATEWAY_2_READY: readyPort(two!.metricsUrl),
      MOORGATE_LB_ADMIN_API: new URL(product.ready.adminUrl).host,
      MOORGATE_LB_ADMIN_API_READY: readyPort(product.ready.adminMetricsUrl),
    });
  }, 120_000);
  afterAll(async () => {
    await balancer?.stop();
    await Promise.all(gateways.map((gateway) => gateway.stop('SIGKILL')));
    await product?.stop();
    if (folder !== undefined) await removeFolder(folder);
  }, 60_000);

  const ask = async (
    device: TestDevice,
    options: { agent?: Agent | false; localAddress?: string } = {},
  ): Promise<number> => {
    const { port } = new URL(balancer.devicesUrl);
    const asked = httpsRequest({
      host: '127.0.0.1',
      port,
      path: '/device',
      servername: 'localhost',
      agent: false,
      ...device.files,
      ...options,
    }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer.statusCode!;
  };

  const startCustomer = (device: TestDevice): Customer => {
    const answers: string[] = [];
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ...device.files });
    let isOver = false;
    const run = async (): Promise<void> => {
      for (let turn = 0; !isOver; turn++) {
        const outcome = ask(device, { agent: turn % 4 === 3 ? false : agent });
        answers.push(await outcome.then(String, (error: Error) => `lost: ${error.message}`));
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      agent.destroy();
    };
    const running = run();
    return {
      answers,
      stop: () => {
        isOver = true;
        return running;
      },
    };
  };

  /** Whom a gateway has served. */
  const servedBy = async (gateway: GatewayProcess): Promise<number> =>
    (await gateway.readStamps()).length;

  test('a gateway knows the address of a device, not that of the load balancer', async () => {
    const device = issueDevice(pki);
    expect(await ask(device)).toBe(200);
    const admin = adminClient(balancer.adminUrl, token);
    expect((await admin.call('DELETE', `/v1/devices/${device.uuid}`)).status).toBe(204);
    expect(await ask(device, { localAddress: '127.0.0.77' })).toBe(403);
    const refusals = (): string[] =>
      gateways.flatMap((gateway) =>
        gateway
          .log()
          .split('\n')
          .filter((line) => line.includes(device.uuid) && line.includes('connection refused')),
      );
    // The line takes its way through the supervisor while the answer takes its own.
    const deadlineMs = Date.now() + 10_000;
    while (refusals().length === 0 && Date.now() < deadlineMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(refusals().map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ code: 'device_denied', address: '127.0.0.77' }),
    );
  });

  test('the admin API answers through it, and what a client writes about its own address is not passed on', async () => {
    const answer = await fetch(`${balancer.adminUrl}/v1/gateways`, {
      headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' },
    });
    expect(answer.status).toBe(200);
    const names = ((await answer.json()) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['one', 'two']));
    expect(product.log()).not.toContain('203.0.113.9');
  });

  test('a connection to the listener for load balancers without a header is closed without an answer', async () => {
    const [one] = gateways;
    const socket = connectTls({
      host: '127.0.0.1',
      port: one!.proxyPort!,
      rejectUnauthorized: false,
    });
    const ended = await new Promise<string>((resolve) => {
      socket.once('secureConnect', () => resolve('a handshake'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    expect(ended).toBe('ECONNRESET');
  });

  test('a header to the ordinary listener is no way to another address', async () => {
    const [one] = gateways;
    const header = Buffer.from(
      '0d0a0d0a000d0a515549540a' + '21' + '11' + '000c' + 'cb007109' + '7f000001' + '3039' + '20fb',
      'hex',
    );
    const socket = connect(Number(new URL(one!.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    socket.write(header);
    await once(socket, 'close');
    // At most a TLS alert (RFC 8446, section 6).
    expect(received.length === 0 || received[0] === 21).toBe(true);
    expect(one!.log()).not.toContain('203.0.113.9');
  });

  test('a gateway that is stopped loses no request: its devices go on with the other', async () => {
    const customers = Array.from({ length: 20 }, () => startCustomer(issueDevice(pki)));
    const answered = (): number => customers.reduce((sum, { answers }) => sum + answers.length, 0);
    const untilAnswered = async (count: number): Promise<void> => {
      const goal = answered() + count;
      while (answered() < goal) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await untilAnswered(300);
    const [one, two] = gateways;
    const before = await Promise.all(gateways.map(servedBy));
    expect(Math.min(...before)).toBeGreaterThan(0);

    expect(await one!.stop('SIGTERM')).toBe(0);
    const left = await servedBy(one!);
    await untilAnswered(300);
    await Promise.all(customers.map((customer) => customer.stop()));
    const all = customers.flatMap(({ answers }) => answers);
    expect(all.filter((answer) => answer !== '200')).toEqual([]);
    expect(left).toBeGreaterThan(before[0]!);
    expect(await servedBy(two!)).toBeGreaterThan(before[1]! + 300);
  }, 60_000);
});
