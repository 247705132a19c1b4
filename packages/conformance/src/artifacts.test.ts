/** Artifacts and configurations from outside: there whole or not at all, whoever is killed and however full the disk is. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  announceSeed,
  declareWith,
  runStatement,
  seededRandom,
  tarArchive,
} from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { sendAsDevice, type UploadReply } from './support/artifact-client.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './support/fleet.ts';
import { killPart, type Part } from './support/kill-part.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const random = seededRandom(announceSeed('artifacts'));
const testId = 'from-outside-0001';
/** Content that was interrupted is swept after twice as long. */
const receiveSeconds = 3;
const mediumMax = 4_000_000;

const isRoot = process.getuid?.() === 0;
const mounting = isRoot
  ? ({ isThere: true } as const)
  : ({ isThere: false, reason: 'Only root can mount a small file system to fill.' } as const);

let folder: string;
let blobs: string;
let product: Product;
let admin: AdminClient;
let token: string;
let device: TestDevice;
const start = async (): Promise<void> => {
  folder = await makeFolder();
  blobs = join(folder, 'small');
  await mkdir(blobs);
  if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', blobs]);
  const dataDir = join(folder, 'data');
  const pki = await installPki(dataDir);
  const env = {
    MOORGATE_RECEIVE_SECONDS: String(receiveSeconds),
    MOORGATE_BLOBS_DIR: join(blobs, 'blobs'),
  };
  product = await startProduct(dataDir, { workers: 1, env });
  token = await createToken(product, ['devices:read-update', 'updates:read-update']);
  admin = adminClient(product.ready.adminUrl, token);
  device = issueDevice(pki);
  const body = Buffer.from(JSON.stringify({ name: 'outside', 'test-id': testId }));
  const begun = { method: 'POST', path: '/tests', mediaType: 'application/json' } as const;
  expect(
    await sendAsDevice(product.ready.gatewayUrl, device.files, { ...begun, pieces: [body] }),
  ).toEqual({ status: 201, text: testId });
};
beforeAll(start, 120_000);
afterAll(async () => {
  await product?.stop();
  if (isRoot) execFileSync('umount', [blobs]);
  await removeFolder(folder);
}, 60_000);

const put = (
  name: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<UploadReply> =>
  sendAsDevice(product.ready.gatewayUrl, device.files, {
    method: 'PUT',
    path: `/tests/${testId}/${name}`,
    pieces,
  });

/** The files of content, arriving ones included, and the rows that name artifacts. */
const look = async (): Promise<{ readonly files: number; readonly rows: number }> => {
  const folders = ['incoming', 'files'].map((one) => readdir(join(blobs, 'blobs', one)));
  const files = (await Promise.all(folders)).flat().length;
  const url = await ownerDatabaseUrl(product);
  const statement = 'select count(*)::int as rows from test_artifacts';
  const [row] = await runStatement<{ rows: number }>(url, statement);
  return { files, rows: row!.rows };
};

const until = async (check: () => Promise<boolean>): Promise<void> => {
  const deadlineMs = performance.now() + 60_000;
  while (!(await check().catch(() => false))) {
    if (performance.now() > deadlineMs) throw new Error('it did not happen in time');
    await delay(200);
  }
};
const untilAsBefore = async (before: Awaited<ReturnType<typeof look>>): Promise<void> =>
  until(async () => JSON.stringify(await look()) === JSON.stringify(before));
const untilServed = (): Promise<void> =>
  until(async () => (await admin.call('GET', `/v1/devices/${device.uuid}/tests`)).status === 200);

/** A little at a time, without end. */
const endless = async function* (): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield randomBytes(1_000);
    await delay(20);
  }
};

test('an artifact is downloaded as it was sent', async () => {
  const content = randomBytes(100_000);
  expect(await put('core.bin', [content])).toEqual({ status: 200, text: 'OK' });
  const path = `/v1/devices/${device.uuid}/tests/${testId}/core.bin`;
  const response = await fetch(new URL(path, product.ready.adminUrl), {
    headers: { 'OSF-TOKEN': token },
  });
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
});

test.each<Part>(['gateway worker', 'gateway'])(
  'an artifact on its way when the %s is killed leaves nothing, and the others stay',
  async (part) => {
    const before = await look();
    const sending = put('killed.bin', endless());
    await delay(200 + random.below(400));
    killPart(product, part, random);
    expect(await sending).toMatchObject({ status: null });
    const shown = await admin.call('GET', `/v1/devices/${device.uuid}/tests/${testId}`);
    expect(shown.body).not.toMatchObject({ artifacts: expect.arrayContaining(['killed.bin']) });
    await untilAsBefore(before);
  },
  120_000,
);

declareWith(mounting, test)(
  'an artifact that the disk has no room for is answered 507, leaves nothing, and keeps nobody from the next',
  async () => {
    const before = await look();
    const refused = await put('large.bin', [randomBytes(2 * mediumMax)]);
    expect(refused.status).toBe(507);
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'insufficient_storage' });
    await untilAsBefore(before);
    expect(await put('next.bin', [randomBytes(500_000)])).toEqual({ status: 200, text: 'OK' });
  },
  60_000,
);

test('configurations on their way when the admin API is killed are as they were', async () => {
  await admin.call('PUT', '/v1/configs/factory', {
    Files: { a: { Value: '1', Unencrypted: true } },
  });
  const archive = tarArchive([
    { name: 'factory/.journal', content: 'x:1:a:b\n' },
    { name: 'factory/x', content: '{"a":{"Value":"2","Unencrypted":true}}' },
  ]);
  const slowly = async function* (): AsyncGenerator<Uint8Array> {
    yield archive.subarray(0, 1_024);
    await delay(5_000);
    yield archive.subarray(1_024);
  };
  const request = { method: 'PUT', body: ReadableStream.from(slowly()), duplex: 'half' };
  const headers = { 'OSF-TOKEN': token, 'Content-Type': 'application/x-tar' };
  const url = new URL('/v1/configs', product.ready.adminUrl);
  const sending = fetch(url, { ...request, headers } as RequestInit).catch(() => null);
  await delay(300 + random.below(500));
  killPart(product, 'admin API', random);
  expect(await sending).toBeNull();
  await untilServed();
  expect((await admin.call('GET', '/v1/configs/factory')).body).toMatchObject({
    Files: { a: { Value: '1' } },
  });
}, 120_000);
