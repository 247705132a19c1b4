/** Content in a bucket instead of a folder: what an operator uploads there a device downloads from there. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  declareWith,
  s3Program,
  type S3Server,
  startS3Server,
  tarArchive,
} from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { askGateway, type DeviceFiles } from './support/device.ts';
import { createToken } from './support/fleet.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';
import { upload } from './support/update-client.ts';

const needed = await s3Program();
const scopes = [
  'devices:read',
  'devices:read-update',
  'updates:read',
  'updates:read-update',
  'updates:delete',
];
const asAgent = { 'x-ats-tags': 'main' };
const patienceMs = 30_000;

declareWith(needed, describe)('with an S3 server', () => {
  let server: S3Server;
  let ground: ProductGround;
  let token: string;
  let admin: AdminClient;
  let device: DeviceFiles;
  const uuid = randomUUID();
  beforeAll(async () => {
    server = await startS3Server(needed.isThere ? needed.program : '');
    const env = {
      MOORGATE_S3_ENDPOINT: server.endpoint,
      MOORGATE_S3_REGION: server.region,
      MOORGATE_S3_BUCKET: server.bucket,
      MOORGATE_S3_PREFIX: 'moorgate/',
      MOORGATE_S3_ACCESS_KEY_ID: server.accessKeyId,
      MOORGATE_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
    };
    ground = await openProductGround({ workers: 2, env });
    token = await createToken(ground.product, scopes);
    admin = adminClient(ground.product.ready.adminUrl, token);
    device = await ground.createDevice(uuid);
  }, 120_000);
  afterAll(async () => {
    await ground?.close();
    await server?.close();
  }, 60_000);

  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    askGateway(ground.product.ready.gatewayUrl, device, path, { ...asAgent, ...headers });

  const untilStatus = async (path: string, status: number): Promise<string> => {
    const endMs = performance.now() + patienceMs;
    for (;;) {
      const answer = await ask(path);
      if (answer.status === status) return answer.body;
      if (performance.now() > endMs) expect(answer.status).toBe(status);
      await delay(100);
    }
  };

  test('an update is uploaded, rolled out, downloaded whole and in parts, and gone once it is deleted', async () => {
    await ask('/device');
    const small = '[core]\nmode=archive-z2\n';
    const large = Array.from({ length: 400_000 }, (_, line) => line.toString(36)).join('\n');
    const object = `objects/ab/${'c'.repeat(62)}.filez`;
    const archive = tarArchive([
      { name: 'ostree_repo/config', content: small },
      { name: `ostree_repo/${object}`, content: large },
    ]);
    const { adminUrl } = ground.product.ready;
    const path = `/v1/updates/main/one?name=lmp&version=1&hardware-id=intel&ostree-hash=${'a'.repeat(64)}`;
    expect(await upload(adminUrl, { path, token, pieces: [archive] })).toMatchObject({
      status: 201,
    });
    const rollout = '/v1/updates/main/one/rollouts/all';
    expect((await admin.call('PUT', rollout, { uuids: [uuid] })).status).toBe(202);
    expect(await untilStatus('/ostree/config', 200)).toBe(small);
    expect((await ask(`/ostree/${object}`)).body).toBe(large);
    const part = await ask(`/ostree/${object}`, { range: 'bytes=1000000-1000099' });
    expect([part.status, part.body]).toEqual([206, large.slice(1_000_000, 1_000_100)]);

    expect((await admin.call('DELETE', '/v1/updates/main/one/rollouts/all/devices')).status).toBe(
      204,
    );
    expect((await admin.call('DELETE', '/v1/updates/main/one')).status).toBe(204);
    expect((await ask('/ostree/config')).status).not.toBe(200);
  }, 90_000);

  test('nothing of it is in the data directory', async () => {
    const blobs = join(ground.product.ready.dataDir, 'blobs');
    const entries = await readdir(blobs, { recursive: true, withFileTypes: true }).catch(() => []);
    expect(entries.filter((entry) => entry.isFile())).toEqual([]);
  });
});
