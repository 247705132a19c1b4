/** The gateway without its store: nobody is served on a guess, and all is well again when the store is back. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:tls';
import { denyDevice } from '@moorgate/devices';
import { callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';
import { type StoreProxy, startStoreProxy } from './test-support/store-proxy.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

const nextKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();

const feedConnections = `pid <> pg_backend_pid() and datname = current_database()
  and application_name like 'moorgate device-gateway feed%'`;

describe('with a store that is gone', () => {
  let proxy: StoreProxy;
  let port: number;
  beforeAll(async () => {
    proxy = await startStoreProxy(running.config.databaseUrl);
    port = (await running.startAnother({ databaseUrl: proxy.url })).port;
  });
  afterAll(() => proxy.close());

  test('a handshake gets 503 with Retry-After, and is judged again when the store is back', async () => {
    const target = { port, pki: running.pki };
    const leaf = running.pki.issueDevice();
    proxy.cut();
    const answer = await callGateway(target, { leaf });
    expect([answer.status, answer.body?.['code']]).toEqual([503, 'service_unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers.connection).toBe('close');
    proxy.resume();
    await until(async () => ((await callGateway(target, { leaf })).status === 200 ? true : null));
  });

  test('an open connection is served within the lease, then gets 503', async () => {
    const target = { port, pki: running.pki };
    const leaf = running.pki.issueDevice();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await callGateway(target, { leaf, agent })).status).toBe(200);
    proxy.cut();
    const refused = await until(async () => {
      const answer = await callGateway(target, { leaf, agent });
      return answer.status === 200 ? null : answer;
    });
    expect([refused.status, refused.body?.['code']]).toEqual([503, 'service_unavailable']);
    proxy.resume();
    agent.destroy();
  });

  test('whatever is asked within the lease is answered 503, never 500, when it cannot be read or written', async () => {
    const target = { port, pki: running.pki };
    const leaf = running.pki.issueDevice();
    const calls = [
      { method: 'PATCH', path: '/config', body: '[]' },
      { method: 'GET', path: '/config-device' },
      { method: 'PATCH', path: '/device', body: JSON.stringify({ next_pubkey: nextKey() }) },
      { method: 'POST', path: '/tests', body: '{"name":"one"}' },
      { method: 'PUT', path: '/tests/abcdefghij-12345678', body: '{"status":"PASSED"}' },
      { method: 'PUT', path: '/tests/abcdefghij-12345678/console.log', body: 'hello' },
      { method: 'PUT', path: '/system_info', body: '{}' },
      { method: 'PUT', path: '/ecus', body: '{}' },
      { method: 'POST', path: '/apps-states', body: '{}' },
      { method: 'GET', path: '/repo/targets.json' },
      { method: 'GET', path: '/ostree/config' },
    ];
    const agents = calls.map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
    const warm = agents.map((agent) => callGateway(target, { leaf, agent }));
    for (const { status } of await Promise.all(warm)) expect(status).toBe(200);
    proxy.cut();
    const answers = await Promise.all(
      calls.map(async ({ method, path, body }, index) => {
        const headers = body === undefined ? {} : { 'content-type': 'application/json' };
        const rest = { agent: agents[index]!, ...(body === undefined ? {} : { body }) };
        const { status } = await callGateway(target, { leaf, method, path, headers, ...rest });
        return `${method} ${path} ${status}`;
      }),
    );
    expect(answers.filter((answer) => answer.endsWith(' 500'))).toEqual([]);
    proxy.resume();
    for (const agent of agents) agent.destroy();
  });

  test('a store that falls silent is given up after two seconds', async () => {
    const target = { port, pki: running.pki };
    const leaf = running.pki.issueDevice();
    await until(async () => ((await callGateway(target, { leaf })).status === 200 ? true : null));
    proxy.freeze();
    const answer = await callGateway(target, { leaf });
    expect(answer.status).toBe(503);
    proxy.cut();
    proxy.resume();
  });
});

test('a connection that was made while the store was gone is served, and kept, once it is back', async () => {
  const proxy = await startStoreProxy(running.config.databaseUrl);
  const refusedTimeoutMs = 1_500;
  const gateway = await running.startAnother({ databaseUrl: proxy.url, refusedTimeoutMs });
  const { port } = gateway;
  const { certPem, keyPem } = running.pki.issueDevice();
  proxy.cut();
  const socket = connect({ port, cert: certPem, key: keyPem, rejectUnauthorized: false });
  const closed = once(socket, 'close');
  await once(socket, 'secureConnect');
  const undecided = { kind: 'undecided', code: 'service_unavailable' };
  await until(async () =>
    (await gateway.metrics.valueOf('moorgate_gateway_verdicts_total', undecided)) > 0 ? true : null,
  );
  const deadline = performance.now() + refusedTimeoutMs + 500;
  proxy.resume();
  const ask = async (): Promise<string> => {
    socket.write('GET /device HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await Promise.race([once(socket, 'data'), closed])) as unknown[];
    return String(answer).split('\r\n')[0]!;
  };
  expect(await ask()).toBe('HTTP/1.1 200 OK');
  let last = '';
  while (performance.now() < deadline) last = await ask();
  expect(last).toBe('HTTP/1.1 200 OK');
  socket.destroy();
  await gateway.close();
  await proxy.close();
});

test('a gateway that lost its feed reads the row of a device at each request', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await callGateway(running, { leaf, agent })).status).toBe(200);
  const blocker = await running.pool.connect();
  await blocker.query('begin; lock table change_feed in access exclusive mode');
  const lookups = (): Promise<number> =>
    running.gateway.metrics.valueOf('moorgate_gateway_lookups_total', { what: 'device' });
  const before = await lookups();
  await until(async () => {
    await callGateway(running, { leaf, agent });
    return (await lookups()) > before ? true : null;
  });
  await running.pool.query('update devices set denied_at = now() where uuid = $1', [leaf.uuid]);
  const answer = await callGateway(running, { leaf, agent });
  expect([answer.status, answer.body?.['code']]).toEqual([403, 'device_denied']);
  await blocker.query('rollback');
  blocker.release();
  agent.destroy();
});

test('a feed whose connections are broken is followed again', async () => {
  const leaf = running.pki.issueDevice();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await callGateway(running, { leaf, agent })).status).toBe(200);
  const { rowCount } = await running.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where ${feedConnections}`,
  );
  expect(rowCount).toBeGreaterThan(0);
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  await running.untilFollowed();
  const answer = await callGateway(running, { leaf });
  expect([answer.status, answer.body?.['code']]).toEqual([403, 'device_denied']);
  await until(async () => {
    const { rows } = await running.pool.query(
      `select pid from pg_stat_activity where ${feedConnections} and application_name like '%listen%'`,
    );
    return rows.length > 0 ? true : null;
  });
  agent.destroy();
});
