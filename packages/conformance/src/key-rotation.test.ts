/** Renewal of certificates and keys from outside, in the order of the agents, up to the end of the key before. */
import { randomUUID, X509Certificate } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, seededRandom } from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { askGateway, type DeviceAnswer, type DeviceFiles } from './support/device.ts';
import { announceKey, beginRotation, callGateway, reenroll } from './support/est-client.ts';
import { createToken } from './support/fleet.ts';
import { killPart } from './support/kill-part.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';

const random = seededRandom(announceSeed('key-rotation'));

let ground: ProductGround;
let gatewayUrl: string;
let admin: AdminClient;
beforeAll(async () => {
  ground = await openProductGround({ workers: 2 });
  gatewayUrl = ground.product.ready.gatewayUrl;
  const token = await createToken(ground.product, ['devices:read', 'devices:delete']);
  admin = adminClient(ground.product.ready.adminUrl, token);
}, 120_000);
afterAll(() => ground.close(), 60_000);

const enrol = async (): Promise<{ uuid: string; files: DeviceFiles }> => {
  const uuid = randomUUID();
  const files = await ground.createDevice(uuid);
  expect((await askGateway(gatewayUrl, files, '/device')).status).toBe(200);
  return { uuid, files };
};
const codeOf = ({ status, body }: DeviceAnswer): unknown =>
  status === 200 ? 200 : (JSON.parse(body) as { code: unknown }).code;
const ask = async (files: DeviceFiles): Promise<unknown> =>
  codeOf(await askGateway(gatewayUrl, files, '/device'));
const keyStates = async (uuid: string): Promise<string[]> => {
  const { body } = await admin.call('GET', `/v1/devices/${uuid}/keys`);
  return (body as { state: string }[]).map(({ state }) => state);
};
/** Until the other workers have heard of it. */
const untilRefused = async (files: DeviceFiles): Promise<void> => {
  const deadline = Date.now() + 1_000;
  while ((await ask(files)) === 200) {
    if (Date.now() > deadline) throw new Error('the key before is still good after a second');
  }
};

test('a rotation in the order of the agents ends with the new key, and the one before refused', async () => {
  const { uuid, files } = await enrol();
  const rotation = beginRotation(files);
  const issued = await reenroll(gatewayUrl, files, rotation);
  expect(issued.status).toBe(200);
  expect(issued.headers['content-type']).toMatch(/^application\/pkcs7-mime/);
  const next = rotation.adopt(issued);
  const [before, after] = [files, next].map(({ cert }) => new X509Certificate(cert));
  expect(after!.subject).toBe(before!.subject);
  expect(after!.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(after!.raw.toString('hex')).toContain('0603551d0f0101ff040403020780');

  expect((await announceKey(gatewayUrl, files, rotation)).status).toBe(200);
  expect(await keyStates(uuid)).toEqual(['live', 'next']);
  expect(await ask(files)).toBe(200);

  const answer = await askGateway(gatewayUrl, next, '/device');
  expect(JSON.parse(answer.body)).toMatchObject({ uuid, pubkey: rotation.publicKeyPem });
  await untilRefused(files);
  expect(await ask(files)).toBe('device_key_mismatch');
  expect(await ask(next)).toBe(200);
  expect(await keyStates(uuid)).toEqual(['retired', 'live']);
});

test('a client that does not announce its key, and one that announces it first, come to the same end', async () => {
  for (const isFirst of [false, true]) {
    const { uuid, files } = await enrol();
    const rotation = beginRotation(files);
    if (isFirst) expect((await announceKey(gatewayUrl, files, rotation)).status).toBe(200);
    const next = rotation.adopt(await reenroll(gatewayUrl, files, rotation));
    expect(await ask(next)).toBe(200);
    await untilRefused(files);
    expect(await keyStates(uuid)).toEqual(['retired', 'live']);
  }
});

test('a rotation goes on after the admin API, with the signer, was killed', async () => {
  const { files } = await enrol();
  const rotation = beginRotation(files);
  killPart(ground.product, 'admin API', random);
  const statuses = new Set<number>();
  const deadline = Date.now() + 30_000;
  let issued = await reenroll(gatewayUrl, files, rotation);
  while (issued.status !== 200 && Date.now() < deadline) {
    statuses.add(issued.status);
    expect(Number(issued.headers['retry-after'])).toBeGreaterThan(0);
    await delay(200);
    issued = await reenroll(gatewayUrl, files, rotation);
  }
  expect(issued.status).toBe(200);
  expect([...statuses].filter((status) => status !== 503)).toEqual([]);
  expect(await ask(rotation.adopt(issued))).toBe(200);
}, 60_000);

test('a denial clears the next key; after a full deletion its certificate does not enrol', async () => {
  const { uuid, files } = await enrol();
  const rotation = beginRotation(files);
  const next = rotation.adopt(await reenroll(gatewayUrl, files, rotation));
  expect((await admin.call('DELETE', `/v1/devices/${uuid}`)).status).toBe(204);
  expect(await ask(next)).toBe('device_denied');
  expect((await reenroll(gatewayUrl, files, rotation)).status).toBe(403);
  expect((await admin.call('DELETE', `/v1/denied-devices/${uuid}?purge=true`)).status).toBe(204);
  expect([await ask(files), await ask(next)]).toEqual(['device_key_purged', 'device_key_purged']);
});

test('the CAs are told to everybody, and the root with them', async () => {
  const { files } = await enrol();
  const { ca } = files;
  const answer = await callGateway(
    gatewayUrl,
    { ca },
    {
      method: 'GET',
      path: '/.well-known/est/cacerts',
    },
  );
  expect(answer.status).toBe(200);
  const root = new X509Certificate(ca).raw;
  expect(Buffer.from(answer.body, 'base64').includes(root)).toBe(true);
});

test('the socket of the signer is for its owner alone', () => {
  const folder = join(ground.product.ready.dataDir, 'private');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'signer.sock')).mode & 0o777).toBe(0o600);
});
