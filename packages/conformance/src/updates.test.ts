/** Updates from outside: what is uploaded is there whole or not at all, whatever is sent, killed or full. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  announceSeed,
  declareWith,
  paxHeader,
  seededRandom,
  tarArchive,
  type TarEntry,
} from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { createToken, installPki } from './support/fleet.ts';
import { killPart } from './support/kill-part.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';
import {
  lookAtStore,
  type StoreState,
  upload,
  type UploadAnswer,
} from './support/update-client.ts';

const random = seededRandom(announceSeed('updates'));
const scopes = ['updates:read', 'updates:read-update', 'updates:delete'];

/** A product with a token for updates. */
interface Ground {
  readonly product: Product;
  readonly admin: AdminClient;
  readonly blobs: string;
  readonly token: string;
  send(
    name: string,
    body: Buffer | AsyncIterable<Uint8Array>,
    headers?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<UploadAnswer>;
  look(): Promise<StoreState>;
}

/** Content that was interrupted is swept after twice as long. */
const receiveSeconds = 3;

const openGround = async (folder: string, blobsFolder?: string): Promise<Ground> => {
  const dataDir = join(folder, 'data');
  await installPki(dataDir);
  const product = await startProduct(dataDir, {
    workers: 1,
    env: {
      MOORGATE_RECEIVE_SECONDS: String(receiveSeconds),
      ...(blobsFolder === undefined ? {} : { MOORGATE_BLOBS_DIR: blobsFolder }),
    },
  });
  const token = await createToken(product, scopes);
  const { adminUrl } = product.ready;
  const blobs = blobsFolder ?? join(dataDir, 'blobs');
  return {
    product,
    admin: adminClient(adminUrl, token),
    blobs,
    token,
    send: (name, body, headers = {}, signal) => {
      const pieces = Buffer.isBuffer(body) ? [body] : body;
      const path = `/v1/updates/main/${name}?hardware-id=intel-corei7-64`;
      return upload(adminUrl, { path, token, pieces, headers, signal });
    },
    look: () => lookAtStore(product, blobs),
  };
};

const appEntry = (name: string, content: Buffer | string): TarEntry => ({
  name: `apps/apps/${name}/${'a'.repeat(64)}/content`,
  content,
});
const created: UploadAnswer = { status: 201, mediaType: '', code: null };

let folder: string;
let ground: Ground;
beforeAll(async () => {
  folder = await makeFolder();
  ground = await openGround(folder);
}, 120_000);
afterAll(async () => {
  await ground?.product.stop();
  await removeFolder(folder);
}, 60_000);

/** Content that is given up goes after a while; by then everything has to be as it was. */
const untilAsBefore = async (before: StoreState): Promise<void> => {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const now = await ground.look().catch(() => null);
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    if (performance.now() > deadlineMs) expect(now).toEqual(before);
    await delay(200);
  }
};

test('an update that is uploaded is in the list and in detail, and gone once it is deleted', async () => {
  const before = await ground.look();
  const archive = gzipSync(tarArchive([appEntry('web', 'services: {}')]));
  expect(await ground.send('one', archive, { 'Content-Encoding': 'gzip' })).toEqual(created);
  const { body } = await ground.admin.call('GET', '/v1/updates');
  expect(body).toMatchObject({
    main: [{ name: 'one', 'uploaded-by': 'admin', 'device-count': 0 }],
  });
  const details = await ground.admin.call('GET', '/v1/updates/main/one');
  expect(details.body).toMatchObject({ files: 1, metadata: 'signed' });
  const metadata = await ground.admin.call('GET', '/v1/updates/main/one/tuf');
  expect(Object.keys(metadata.body as object).sort()).toEqual([
    'root.json',
    'snapshot.json',
    'targets.json',
    'timestamp.json',
  ]);
  expect((await ground.send('one', archive)).code).toBe('update_exists');
  expect((await ground.admin.call('DELETE', '/v1/updates/main/one')).status).toBe(204);
  expect((await ground.admin.call('GET', '/v1/updates/main/one')).status).toBe(404);
  await untilAsBefore(before);
}, 90_000);

const web = appEntry('web', 'services: {}');
const whole = tarArchive([web, appEntry('large', randomBytes(3_000_000))]);
const withLast = (entry: TarEntry): Buffer =>
  tarArchive([web, appEntry('large', randomBytes(1_000_000)), entry]);

const hostile: readonly (readonly [string, Buffer])[] = [
  ['a symbolic link', withLast({ name: 'apps/l', type: '2', linkName: '/etc/passwd' })],
  ['a hard link', withLast({ name: 'apps/l', type: '1', linkName: '/etc/passwd' })],
  ['an absolute path', withLast({ name: '/etc/cron.d/x', content: 'x' })],
  ['a dotted path', withLast({ name: 'apps/../../../etc/cron.d/x', content: 'x' })],
  ['a path of dots', tarArchive([{ name: './apps/a', content: 'x' }])],
  ['a path in a pax header', tarArchive([paxHeader({ path: '../../x' }), web])],
  ['a pax header of the whole', tarArchive([paxHeader({ path: 'apps/x' }, 'g'), web])],
  ['a sparse file', withLast({ name: 'apps/s', type: 'S', content: 'x' })],
  ['a sparse file of pax', tarArchive([paxHeader({ 'GNU.sparse.size': '9' }), web])],
  ['a file twice', withLast(web)],
  ['a file as a folder', withLast({ name: `${web.name.toString()}/x`, content: 'x' })],
  ['a device', withLast({ name: 'apps/d', type: '3' })],
  ['a pipe', withLast({ name: 'apps/p', type: '6' })],
  ['a bomb', gzipSync(tarArchive([appEntry('bomb', Buffer.alloc(90_000_000))]))],
  ['half of an archive', whole.subarray(0, whole.length / 2)],
  ['an archive without its end', whole.subarray(0, whole.length - 1_024)],
  ['two archives', Buffer.concat([whole, whole])],
  ['half of a gzip stream', gzipSync(whole).subarray(0, 1_000_000)],
  ['two gzip streams', Buffer.concat([gzipSync(whole), gzipSync(whole)])],
  ['no archive', randomBytes(100_000)],
  ['nothing', Buffer.alloc(0)],
];
test.each(hostile)(
  '%s is refused with its reason, and nothing has changed',
  async (name, body) => {
    const before = await ground.look();
    const answer = await ground.send(`hostile-${name.replaceAll(' ', '-')}`, body);
    expect([400, 413]).toContain(answer.status);
    expect(answer.mediaType).toBe('application/problem+json');
    expect(answer.code).toMatch(/^(archive|update)_/);
    expect(await ground.look()).toEqual(before);
  },
  30_000,
);

/** An upload that goes on until somebody ends it. */
const endless = async function* (): AsyncGenerator<Uint8Array> {
  for (let count = 0; ; count += 1) {
    await delay(2);
    const entry = appEntry(`app-${String(count)}`, randomBytes(count % 10 === 0 ? 600_000 : 3_000));
    yield tarArchive([entry]).subarray(0, -1_024);
  }
};

const untilServed = async (): Promise<void> => {
  for (;;) {
    const answer = await ground.admin.call('GET', '/v1/updates').catch(() => null);
    if (answer?.status === 200) return;
    await delay(50);
  }
};

test('an admin API that is killed during an upload leaves the old state, and nothing orphaned', async () => {
  expect(await ground.send('kept', tarArchive([web]))).toEqual(created);
  const before = await ground.look();
  for (let round = 0; round < 3; round += 1) {
    const sending = ground.send('killed', endless());
    await delay(200 + random.below(600));
    killPart(ground.product, 'admin API', random);
    expect(await sending).toMatchObject({ status: null });
    await untilServed();
  }
  expect(await ground.admin.call('GET', '/v1/updates/main/kept')).toMatchObject({ status: 200 });
  expect((await ground.admin.call('GET', '/v1/updates/main/killed')).status).toBe(404);
  await untilAsBefore(before);
}, 120_000);

test('a client that goes away during an upload leaves nothing', async () => {
  const before = await ground.look();
  const gone = new AbortController();
  const sending = ground.send('gone', endless(), {}, gone.signal);
  await delay(400);
  gone.abort();
  expect(await sending).toMatchObject({ status: null });
  await untilAsBefore(before);
  expect((await ground.admin.call('GET', '/v1/updates/main/gone')).status).toBe(404);
}, 60_000);

const isRoot = process.getuid?.() === 0;
const mounting = isRoot
  ? ({ isThere: true } as const)
  : ({ isThere: false, reason: 'Only root can mount a small file system to fill.' } as const);

declareWith(mounting, describe)('on a file system that is too small', () => {
  let smallFolder: string;
  let mountPoint: string;
  let small: Ground;
  beforeAll(async () => {
    smallFolder = await makeFolder();
    mountPoint = join(smallFolder, 'small');
    await mkdir(mountPoint);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mountPoint]);
    small = await openGround(smallFolder, join(mountPoint, 'blobs'));
  }, 120_000);
  afterAll(async () => {
    await small?.product.stop();
    execFileSync('umount', [mountPoint]);
    await removeFolder(smallFolder);
  }, 60_000);

  test('an upload that does not fit is answered 507, leaves nothing, and keeps nobody from the next', async () => {
    expect(await small.send('fits', tarArchive([appEntry('a', randomBytes(1_000_000))]))).toEqual(
      created,
    );
    const before = await small.look();
    const one = tarArchive([appEntry('b', randomBytes(8_000_000))]);
    const entries = Array.from({ length: 200 }, (_, index) =>
      appEntry(`c${String(index)}`, randomBytes(50_000)),
    );
    for (const body of [one, tarArchive(entries)]) {
      const answer = await small.send('large', body);
      expect(answer).toEqual({
        status: 507,
        mediaType: 'application/problem+json',
        code: 'insufficient_storage',
      });
      expect(await small.look()).toEqual(before);
    }
    expect(await small.send('next', tarArchive([appEntry('d', randomBytes(1_000_000))]))).toEqual(
      created,
    );
    expect(await small.admin.call('GET', '/v1/updates/main/fits')).toMatchObject({ status: 200 });
  }, 60_000);
});
