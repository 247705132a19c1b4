/** The main job from outside: a real device meets the gateway and is judged at its handshake. */
import { randomUUID } from 'node:crypto';
import { adminClient, type AdminClient } from './support/admin.ts';
import { askGateway, type DeviceFiles } from './support/device.ts';
import { type Product, runCommand } from './support/product.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';

let ground: ProductGround;
let product: Product;
let dataDir: string;
let admin: AdminClient;

beforeAll(async () => {
  ground = await openProductGround();
  product = ground.product;
  dataDir = product.ready.dataDir;
  // prettier-ignore
  const created = await runCommand(['token', 'create', '--data-dir', dataDir, '--user', 'admin',
    '--scope', 'devices:read', '--scope', 'devices:delete', '--scope', 'devices:read-update', '--expires', '30d']);
  expect(created.stderr).toBe('');
  expect(created.stdout).toMatch(
    /^mgt_pat_[0-9a-hjkmnp-tv-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\n$/,
  );
  admin = adminClient(product.ready.adminUrl, created.stdout.trim());
}, 120_000);

afterAll(() => ground?.close(), 30_000);

const checkIn = (device: DeviceFiles) => askGateway(product.ready.gatewayUrl, device, '/config');

const codeOf = (answer: { body: string }): unknown =>
  (JSON.parse(answer.body) as { code?: unknown }).code;

/** The key is written down beside the refusal, not before it. */
const untilPending = async (uuid: string): Promise<void> => {
  for (;;) {
    const pending = await admin.call('GET', '/pending-keys');
    expect(pending.status).toBe(200);
    if (JSON.stringify(pending.body).includes(uuid)) return;
  }
};

test('a device with a certificate of the fleet is enrolled at first contact and shows in the list', async () => {
  const uuid = randomUUID();
  const answer = await checkIn(await ground.createDevice(uuid));
  expect(answer.status).toBe(204);
  expect(answer.body).toBe('');
  for (const path of ['/devices', '/v1/devices']) {
    const list = await admin.call('GET', path);
    expect(list.status).toBe(200);
    expect(list.body).toContainEqual(expect.objectContaining({ uuid, labels: {} }));
  }
});

test('a denied device is refused at once with the words that agents print, and its connection ends', async () => {
  const uuid = randomUUID();
  const device = await ground.createDevice(uuid);
  expect((await checkIn(device)).status).toBe(204);
  expect((await admin.call('DELETE', `/devices/${uuid}`)).status).toBe(204);

  const refused = await checkIn(device);
  expect(refused.status).toBe(403);
  expect(refused.headers['content-type']).toContain('application/problem+json');
  expect(refused.headers['connection']).toBe('close');
  expect(refused.body).toContain(`Device(${uuid}) is on the denied list`);
  expect(codeOf(refused)).toBe('device_denied');

  expect((await admin.call('GET', '/denied-devices')).body).toContain(uuid);
  expect((await admin.call('GET', `/devices/${uuid}`)).status).toBe(404);
});

test('a device that is taken off the denied list connects again with its key', async () => {
  const uuid = randomUUID();
  const device = await ground.createDevice(uuid);
  await checkIn(device);
  await admin.call('DELETE', `/devices/${uuid}`);
  expect((await admin.call('DELETE', `/denied-devices/${uuid}`)).status).toBe(204);
  expect((await admin.call('DELETE', `/denied-devices/${uuid}`)).status).toBe(404);
  expect((await checkIn(device)).status).toBe(204);
});

test('another key is refused, never enrolled by itself, and shown to operators', async () => {
  const uuid = randomUUID();
  const device = await ground.createDevice(uuid);
  await checkIn(device);
  const withOtherKey = await ground.createDevice(uuid);
  const refused = await checkIn(withOtherKey);
  expect(refused.status).toBe(403);
  expect(codeOf(refused)).toBe('device_key_mismatch');
  expect((await checkIn(device)).status).toBe(204);

  await untilPending(uuid);
});

test('a device comes back with another key, and its history, as an operator permits', async () => {
  const uuid = randomUUID();
  const device = await ground.createDevice(uuid);
  await checkIn(device);
  const withOtherKey = await ground.createDevice(uuid);
  expect(codeOf(await checkIn(withOtherKey))).toBe('device_key_mismatch');
  await untilPending(uuid);
  const labels = { site: 'roof' };
  await admin.call('PATCH', `/devices/${uuid}/labels`, { upserts: labels });

  const permitted = await runCommand(['device', 'permit', '--data-dir', dataDir, '--uuid', uuid]);
  expect([permitted.code, permitted.stderr]).toEqual([0, '']);
  expect((await checkIn(withOtherKey)).status).toBe(204);
  expect(codeOf(await checkIn(device))).toBe('device_key_mismatch');
  expect((await admin.call('GET', `/devices/${uuid}`)).body).toMatchObject({ labels });
  const permits = await admin.call('GET', `/devices/${uuid}/rekey-permits`);
  expect(permits.body).toMatchObject([{ id: permitted.stdout.trim(), state: 'used' }]);
});

test('a device that was fully deleted enrols as new with a new key, and its old key stays refused', async () => {
  const uuid = randomUUID();
  const old = await ground.createDevice(uuid);
  await checkIn(old);
  await admin.call('DELETE', `/devices/${uuid}`);
  expect((await admin.call('DELETE', `/denied-devices/${uuid}?purge=true`)).status).toBe(204);

  const refused = await checkIn(old);
  expect(refused.status).toBe(403);
  expect(codeOf(refused)).toBe('device_key_purged');
  expect((await checkIn(await ground.createDevice(uuid))).status).toBe(204);
  expect(codeOf(await checkIn(old))).toMatch(/^device_key_(purged|mismatch)$/);
});

test('a request without a certificate is refused', async () => {
  const { ca } = await ground.createDevice(randomUUID());
  const refused = await askGateway(product.ready.gatewayUrl, { ca, cert: '', key: '' }, '/device');
  expect(refused.status).toBe(403);
  expect(codeOf(refused)).toBe('certificate_required');
});
