/** Watching the built product: its private ports, the rules and dashboards that read them, and what its logs keep to themselves. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { adminClient } from './support/admin.ts';
import { askGateway, type DeviceFiles } from './support/device.ts';
import { createToken } from './support/fleet.ts';
import type { Product } from './support/product.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';

const watchFolder = resolve(import.meta.dirname, '../../../infra/observability');

let ground: ProductGround;
let product: Product;
let token: string;
let device: DeviceFiles;

beforeAll(async () => {
  // prettier-ignore
  const args = ['--gateway-metrics-addr', '127.0.0.1:0', '--admin-metrics-addr', '127.0.0.1:0'];
  ground = await openProductGround({ workers: 2, args, env: { MOORGATE_LOG_LEVEL: 'debug' } });
  product = ground.product;
  token = await createToken(product, ['devices:read', 'devices:delete']);
  device = await ground.createDevice(randomUUID());
}, 120_000);

afterAll(() => ground?.close(), 30_000);

const read = async (url: string | undefined, path: string) => {
  const response = await fetch(`${String(url)}${path}`);
  return { status: response.status, text: await response.text() };
};

const metricsOf = async (): Promise<string> => {
  const { adminMetricsUrl, gatewayMetricsUrl } = product.ready;
  const texts = await Promise.all(
    [adminMetricsUrl, gatewayMetricsUrl].map((url) => read(url, '/metrics')),
  );
  expect(texts.map(({ status }) => status)).toEqual([200, 200]);
  return texts.map(({ text }) => text).join('');
};

test('both services say on their private ports that they are ready', async () => {
  for (const url of [product.ready.adminMetricsUrl, product.ready.gatewayMetricsUrl]) {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await read(url, '/healthz')).toMatchObject({ status: 200 });
    expect(await read(url, '/readyz')).toMatchObject({ status: 200 });
  }
});

const watchFiles = [
  'alerts.yml',
  ...readdirSync(join(watchFolder, 'dashboards')).map((name) => join('dashboards', name)),
];

test.each(watchFiles)('%s reads only metrics that are really there', async (name) => {
  expect((await askGateway(product.ready.gatewayUrl, device, '/device')).status).toBe(200);
  await adminClient(product.ready.adminUrl, token).call('GET', '/v1/devices');
  const present = new Set(
    [...(await metricsOf()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, metric = '', type]) =>
      type === 'histogram' ? [`${metric}_bucket`, `${metric}_sum`, `${metric}_count`] : [metric],
    ),
  );
  const text = readFileSync(join(watchFolder, name), 'utf8');
  const used = new Set(text.match(/\b(?:moorgate|process|nodejs)_[a-z0-9_]+/g));
  expect(used.size).toBeGreaterThan(5);
  expect([...used].filter((metric) => !present.has(metric))).toEqual([]);
});

test('the guide says of every alert what to do', () => {
  const rules = readFileSync(join(watchFolder, 'alerts.yml'), 'utf8');
  const guide = readFileSync(join(watchFolder, 'README.md'), 'utf8');
  const alerts = [...rules.matchAll(/- alert: (\S+)/g)].map(([, name = '']) => name);
  expect(alerts.length).toBeGreaterThan(10);
  const told = (name: string): boolean =>
    guide.includes(name) || guide.includes(`${name.replace(/Now$/, '')}…`);
  expect(alerts.filter((name) => !told(name))).toEqual([]);
});

/** Whatever would be a secret in a request to either service. */
const sendSecrets = async (secret: string): Promise<void> => {
  const headers: Record<string, string> = {
    authorization: `Bearer ${secret}`,
    'osf-token': secret,
    'x-auth-token': secret,
    cookie: `moorgate_session=${secret}; other=${secret}`,
  };
  const query = `access_token=${secret}&password=${secret}&token=${secret}`;
  const basic = { authorization: `Basic ${Buffer.from(`admin:${secret}`).toString('base64')}` };
  const { adminUrl, gatewayUrl } = product.ready;
  const json = { 'content-type': 'application/json' };
  const ask = (path: string, options: RequestInit) =>
    fetch(new URL(path, adminUrl), options).then((response) => response.text());
  await ask(`/v1/devices?${query}`, { headers });
  await ask(`/v1/devices?${query}`, { headers: basic });
  await ask(`/v1/no-such-path/${secret}?${query}`, { headers });
  await ask('/v1/sessions', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ username: 'admin', password: secret }),
  });
  await ask('/v1/sessions', { method: 'POST', headers: json, body: `{"password":"${secret}"` });
  await ask('/v1/tokens', {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'x', secret, scopes: [secret] }),
  });
  for (const path of ['/device', `/no-such-path/${secret}`]) {
    await askGateway(gatewayUrl, device, `${path}?${query}`, headers);
    await askGateway(gatewayUrl, device, path, basic);
  }
};

/** A start takes PostgreSQL less than this. */
const awayMsMax = 10_000;

/** Resolves when PostgreSQL, killed at this moment, answers the admin API again. */
const loseStoreForAWhile = async (): Promise<void> => {
  process.kill(product.ready.pids['postgres'] ?? 0, 'SIGKILL');
  const killedAtMs = performance.now();
  const { adminMetricsUrl } = product.ready;
  let wasAway = false;
  for (;;) {
    const { status } = await read(adminMetricsUrl, '/readyz');
    if (status === 503) wasAway = true;
    // On a busy machine it may have been away between two looks.
    else if (wasAway || performance.now() > killedAtMs + awayMsMax) return;
    await after(5);
  }
};

test('no secret of a request, and none of the store, gets into the logs', async () => {
  const secret = randomBytes(24).toString('base64url');
  await sendSecrets(secret);
  await loseStoreForAWhile();
  await sendSecrets(secret);
  const log = product.log();
  const databasePassword = readFileSync(
    join(product.ready.dataDir, 'keys', 'postgres'),
    'utf8',
  ).trim();
  // Both services have logged, and failures too.
  expect(log).toMatch(/"service":"admin-api"/);
  expect(log).toMatch(/"service":"device-gateway"/);
  expect(log).toMatch(/"level":"(?:warn|error)"/);
  const basic = Buffer.from(`admin:${secret}`).toString('base64');
  for (const kept of [secret, basic, token, databasePassword]) expect(log).not.toContain(kept);
  expect(log).not.toContain('PRIVATE KEY');
}, 60_000);
