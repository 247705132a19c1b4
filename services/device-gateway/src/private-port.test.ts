/** What those who watch a gateway of several processes get to see on its private port. */
import { denyDevice } from '@moorgate/devices';
import { callGateway, openConnection, untilClosed } from './test-support/device-client.ts';
import { startSupervised, type SupervisedGateway } from './test-support/start-supervised.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
let gateway: SupervisedGateway;
const environment = { MOORGATE_GATEWAY_METRICS_ADDR: '127.0.0.1:0' };
beforeAll(async () => {
  running = await startTestGateway();
  gateway = await startSupervised(running, environment);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await running.close();
});

const read = async (path: string, from = gateway) => {
  const response = await fetch(`${String(from.ready.metricsUrl)}${path}`);
  return { status: response.status, text: await response.text() };
};

/** The sum over all lines of a metric that have these labels. */
const valueIn = (text: string, name: string, labels: Record<string, string> = {}): number => {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((one) => line.includes(one)));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
};

const visit = async (target = gateway): Promise<void> => {
  const leaf = running.pki.issueDevice();
  expect((await callGateway(target, { leaf })).status).toBe(200);
};

const verdicts = (text: string): number =>
  valueIn(text, 'moorgate_gateway_verdicts_total', { kind: 'device' });

test('shows the workers as one, and what belongs to a process for each', async () => {
  const before = (await read('/metrics')).text;
  for (let count = 0; count < 10; count += 1) await visit();
  const { status, text } = await read('/metrics');
  expect(status).toBe(200);
  const grown = (name: string, labels = {}): number =>
    valueIn(text, name, labels) - valueIn(before, name, labels);
  expect(grown('moorgate_gateway_verdicts_total', { kind: 'device' })).toBe(10);
  expect(grown('moorgate_gateway_verdict_seconds_count')).toBe(10);
  expect(grown('moorgate_gateway_requests_total', { status: '200' })).toBe(10);
  expect(valueIn(text, 'moorgate_gateway_workers', { state: 'leased' })).toBe(2);
  expect(valueIn(text, 'moorgate_gateway_ready')).toBe(1);
  expect(valueIn(text, 'moorgate_gateway_database_connections')).toBeGreaterThan(0);
  for (const worker of ['1', '2']) {
    expect(valueIn(text, 'moorgate_gateway_feed_age_seconds', { worker })).toBeLessThan(1);
    expect(valueIn(text, 'process_resident_memory_bytes', { worker })).toBeGreaterThan(1e6);
  }
  expect(valueIn(text, 'process_open_fds', { worker: 'supervisor' })).toBeGreaterThan(1);
  const expiry = running.pki.deviceCa.x509.validToDate.getTime() / 1_000;
  expect(valueIn(text, 'moorgate_gateway_device_ca_expiry_timestamp_seconds')).toBe(expiry);
  // What is told there is not told to devices.
  const leaf = running.pki.issueDevice();
  expect((await callGateway(gateway, { leaf, path: '/metrics' })).status).toBe(404);
});

test('measures how long a denied device stayed connected', async () => {
  const leaf = running.pki.issueDevice();
  expect((await callGateway(gateway, { leaf })).status).toBe(200);
  const cut = untilClosed(await openConnection(gateway, { leaf }));
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  await cut;
  const name = 'moorgate_gateway_revocation_seconds';
  const text = await until(async () => {
    const { text: present } = await read('/metrics');
    return valueIn(present, `${name}_count`) > 0 ? present : null;
  });
  expect(valueIn(text, `${name}_count`)).toBe(1);
  expect(valueIn(text, `${name}_sum`)).toBeGreaterThan(0);
  const closed = { reason: 'device_denied' };
  expect(valueIn(text, 'moorgate_gateway_connections_closed_total', closed)).toBe(1);
});

test('a worker that is stopped or killed takes neither the metrics of the others nor its own counts away', async () => {
  for (let count = 0; count < 20; count += 1) await visit();
  const before = verdicts((await read('/metrics')).text);
  const [stopped = 0] = gateway.workerPids();
  process.kill(stopped, 'SIGSTOP');
  const during = await read('/metrics');
  expect(during.status).toBe(200);
  expect(verdicts(during.text)).toBe(before);
  const after = await until(async () => {
    const { text } = await read('/metrics');
    return valueIn(text, 'moorgate_gateway_workers', { state: 'leased' }) === 2 ? text : null;
  });
  expect(verdicts(after)).toBe(before);
  expect(valueIn(after, 'moorgate_gateway_workers_fenced_total')).toBe(1);
  expect(valueIn(after, 'moorgate_gateway_worker_ends_total')).toBe(1);
});

test('is ready while a worker holds a lease, and not while it is being stopped', async () => {
  const leaving = await startSupervised(running, {
    ...environment,
    MOORGATE_GATEWAY_WORKERS: '1',
    MOORGATE_GATEWAY_DRAIN_MS: '30000',
  });
  try {
    // A host that is busy may keep the one worker from its lease for a moment.
    await until(async () => ((await read('/readyz', leaving)).status === 200 ? true : null));
    leaving.process.kill('SIGTERM');
    const unready = await until(async () => {
      const answer = await read('/readyz', leaving);
      return answer.status === 503 ? answer : null;
    });
    expect(JSON.parse(unready.text)).toMatchObject({ code: 'service_unavailable' });
    expect((await read('/healthz', leaving)).status).toBe(200);
    // It serves on for as long as it drains.
    await visit(leaving);
  } finally {
    await leaving.close();
  }
});
