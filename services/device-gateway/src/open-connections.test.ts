/** What happens to connections that are open already. */
import { Agent } from 'node:https';
import { denyDevice } from '@moorgate/devices';
import { callGateway, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ keepAliveTimeoutMs: 60_000 });
});
afterAll(() => running.close());

const metric = (name: string, labels: Record<string, string> = {}): Promise<number> =>
  running.gateway.metrics.valueOf(`moorgate_gateway_${name}`, labels);
const keepAlive = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

test('a denied device is cut off while its connection is open, and told why on the next one', async () => {
  const leaf = running.pki.issueDevice();
  const agent = keepAlive();
  expect((await callGateway(running, { leaf, agent })).status).toBe(200);
  const idle = await openConnection(running, { leaf });
  const closed = untilClosed(idle);
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  await closed;
  const answer = await callGateway(running, { leaf });
  expect([answer.status, answer.body?.['code'], answer.body?.['detail']]).toEqual([
    403,
    'device_denied',
    `Device(${leaf.uuid}) is on the denied list`,
  ]);
  agent.destroy();
});

test('requests on an open connection ask the store nothing', async () => {
  const leaf = running.pki.issueDevice();
  const agent = keepAlive();
  await callGateway(running, { leaf, agent });
  await running.untilFollowed();
  const before = await metric('lookups_total', { what: 'device' });
  for (let count = 0; count < 20; count += 1) await callGateway(running, { leaf, agent });
  expect(await metric('lookups_total', { what: 'device' })).toBe(before);
  expect(await metric('handshakes_total')).toBeGreaterThan(0);
  agent.destroy();
});

test('a change of the device is seen by the next request on an open connection', async () => {
  const leaf = running.pki.issueDevice();
  const agent = keepAlive();
  await callGateway(running, { leaf, agent });
  await running.pool.query(`update devices set labels = '{"name": "roof"}' where uuid = $1`, [
    leaf.uuid,
  ]);
  await running.pool.query(`select append_change('device', $1)`, [leaf.uuid]);
  await running.untilFollowed();
  expect((await callGateway(running, { leaf, agent })).body).toMatchObject({ name: 'roof' });
  agent.destroy();
});

test('a certificate that expires is refused at the next request of its open connection', async () => {
  const leaf = running.pki.issueDevice({ notAfter: new Date(Date.now() + 3_600_000) });
  const agent = keepAlive();
  expect((await callGateway(running, { leaf, agent })).status).toBe(200);
  running.clock.advance(7_200_000);
  const answer = await callGateway(running, { leaf, agent });
  running.clock.advance(-7_200_000);
  expect([answer.status, answer.body?.['code']]).toEqual([403, 'certificate_expired']);
  agent.destroy();
});

describe('a body that is too large', () => {
  const head = 'POST /device HTTP/1.1\r\nHost: x\r\n';

  test('is refused by its announced length, with the rest unread', async () => {
    const socket = await openConnection(running, { leaf: running.pki.issueDevice() });
    socket.write('GET /device HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n');
    const text = await untilClosed(socket);
    expect(text).toContain('413');
    expect(text).toContain('body_too_large');
  });

  test('of a refused device is not read to its end', async () => {
    const socket = await openConnection(running, { leaf: running.pki.issueDevice({ ca: 'self' }) });
    socket.write(`${head}Content-Length: 100000000\r\n\r\n`);
    const closed = untilClosed(socket);
    const chunk = Buffer.alloc(65_536);
    const pump = setInterval(() => socket.writable && socket.write(chunk), 1);
    const text = await closed;
    clearInterval(pump);
    expect(text).toContain('403');
    expect(socket.bytesWritten).toBeLessThan(10_000_000);
  });

  test('that is awaited with Expect is not asked for', async () => {
    const socket = await openConnection(running, { leaf: running.pki.issueDevice({ ca: 'self' }) });
    socket.write(`${head}Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n`);
    const text = await untilClosed(socket);
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });
});

test('closed connections leave nothing behind', async () => {
  const socket = await openConnection(running, { leaf: running.pki.issueDevice() });
  await until(async () => ((await metric('open_connections')) > 0 ? true : null));
  socket.destroy();
  await until(async () => ((await metric('open_connections')) === 0 ? true : null));
});
