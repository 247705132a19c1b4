/** An installation whose disk is full: what was there is served whole once there is room again, and nothing is half there. */
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  announceSeed,
  declareWith,
  runStatement,
  seededRandom,
  tarArchive,
  type TestPki,
} from '@moorgate/testing';
import { type AdminAnswer, type AdminClient, adminClient } from './support/admin.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import { read, sendAsAgent, verdictOn } from './support/exchange.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './support/fleet.ts';
import { killPart } from './support/kill-part.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';
import { createUpdateAgent, type UpdateAgent } from './support/update-agent.ts';
import { upload } from './support/update-client.ts';

const random = seededRandom(announceSeed('full disk'));
const isRoot = process.getuid?.() === 0;
const mounting = isRoot
  ? ({ isThere: true } as const)
  : ({ isThere: false, reason: 'Only root can mount a small file system to fill.' } as const);

const diskBytes = 200 * 1_048_576;
const scopes = ['updates:read', 'updates:read-update', 'devices:read', 'devices:read-update'];
const updates = 20;

declareWith(mounting, describe)('on a disk that is full', () => {
  let folder: string;
  let dataDir: string;
  let pki: TestPki;
  let product: Product;
  let token: string;
  let admin: AdminClient;
  let device: TestDevice;
  let agent: UpdateAgent;

  const addUpdate = (name: string, bytes = 1_000): Promise<{ status: number | null }> => {
    const entry = { name: `apps/apps/app/${'a'.repeat(64)}/content`, content: randomBytes(bytes) };
    const path = `/v1/updates/main/${name}?hardware-id=intel-corei7-64&name=lmp`;
    return upload(product.ready.adminUrl, { path, token, pieces: [tarArchive([entry])] });
  };
  const configure = (value: string): Promise<AdminAnswer> =>
    admin.call('PUT', '/v1/configs/factory', {
      Files: { a: { Value: value, Unencrypted: true } },
    });
  /** Replaces every configuration by others, of 2 MB each, that are no smaller when they are compressed. */
  const configureAll = async (): Promise<number | null> => {
    const layer = (folder: string) => [
      { name: `${folder}/.journal`, content: 'x:1:a:b\n' },
      {
        name: `${folder}/x`,
        content: JSON.stringify({
          a: { Value: randomBytes(1_500_000).toString('base64'), Unencrypted: true },
        }),
      },
    ];
    const groups = Array.from({ length: 6 }, (_, index) => layer(`group/g${index}`));
    const body = tarArchive([...layer('factory'), ...groups.flat()]);
    const headers = { 'OSF-TOKEN': token, 'Content-Type': 'application/x-tar' };
    const url = new URL('/v1/configs', product.ready.adminUrl);
    const answer = await fetch(url, { method: 'PUT', headers, body }).catch(() => null);
    return answer?.status ?? null;
  };
  const sendEvent = (): Promise<string> => {
    const event = { correlationId: 'c', targetName: 'lmp-1', version: '1' };
    const one = { id: randomUUID(), deviceTime: '', event, eventType: { id: 'x', version: 0 } };
    const call = { method: 'POST', path: '/events', body: JSON.stringify([one]) };
    return sendAsAgent(product.ready.gatewayUrl, device.files, call, 200);
  };
  const query = async <T extends object>(statement: string): Promise<T[]> =>
    runStatement<T>(await ownerDatabaseUrl(product), statement);
  const countDue = async (): Promise<number> =>
    (
      await query<{ due: number }>(
        `select count(*)::int as due from update_signings where expires_at < now() + interval '3 days'`,
      )
    )[0]!.due;
  const until = async (check: () => Promise<boolean>): Promise<void> => {
    const endMs = performance.now() + 60_000;
    while (!(await check().catch(() => false))) {
      if (performance.now() > endMs)
        throw new Error(`it did not happen in time:\n${product.log()}`);
      await delay(100);
    }
  };

  beforeAll(async () => {
    folder = await makeFolder();
    dataDir = join(folder, 'data');
    await mkdir(dataDir, { mode: 0o711 });
    const options = `size=${diskBytes},mode=0711`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dataDir]);
    pki = await installPki(dataDir);
    product = await startProduct(dataDir, { workers: 1, env: { MOORGATE_RECEIVE_SECONDS: '3' } });
    token = await createToken(product, scopes);
    admin = adminClient(product.ready.adminUrl, token);
    for (let number = 0; number < updates; number += 1)
      expect(await addUpdate(`u${number}`)).toMatchObject({ status: 201 });
    device = issueDevice(pki);
    agent = createUpdateAgent(product.ready.gatewayUrl, device.files, 'main');
    expect(await verdictOn(product.ready.gatewayUrl, device.files)).toBe('served');
    const rollout = await admin.call('PUT', '/v1/updates/main/u0/rollouts/all', {
      uuids: [device.uuid],
    });
    expect(rollout.status).toBe(202);
    await until(async () => (await agent.refresh()).targets.length === 1);
    expect((await configure('before')).status).toBe(204);
  }, 120_000);
  afterAll(async () => {
    await product?.stop();
    execFileSync('umount', [dataDir]);
    await removeFolder(folder);
  }, 60_000);

  /** Takes all the room there is but this much. */
  const fill = async (bytesLeft: number): Promise<void> => {
    const file = await open(join(dataDir, 'ballast'), 'w');
    const piece = Buffer.alloc(65_536);
    let bytes = 0;
    for (;;) {
      const written = await file.write(piece).catch(() => null);
      if (written === null || written.bytesWritten < piece.length) break;
      bytes += piece.length;
    }
    if (bytesLeft > 0) await file.truncate(Math.max(0, bytes - bytesLeft));
    await file.close();
  };

  /** Room is made again; everything that was acknowledged has to be there, and what was begun goes on. */
  const expectWhole = async (value: string): Promise<void> => {
    await rm(join(dataDir, 'ballast'));
    await until(async () => (await read(() => admin.call('GET', '/v1/updates'))).status === 200);
    const shown = await read(() => admin.call('GET', '/v1/configs/factory'));
    expect(shown.body).toMatchObject({ Files: { a: { Value: value } } });
    await until(async () => (await agent.refresh()).targets.length === 1);
    expect(await configure(value)).toMatchObject({ status: 204 });
  };

  test.each([400_000, 4_000_000])(
    'with %i bytes left, what does not fit is refused, what was there is whole, and the rest goes on',
    async (bytesLeft) => {
      await fill(bytesLeft);
      // Nothing is said, or that there is no room at present; never that it was done.
      for (let tries = 0; tries < 2; tries += 1)
        expect([null, 503, 507]).toContain(await configureAll());
      const uploaded = await addUpdate(`large-${bytesLeft}`, 8_000_000);
      expect([null, 503, 507]).toContain(uploaded.status);
      await sendEvent();
      await expectWhole('before');
      expect((await admin.call('GET', `/v1/updates/main/large-${bytesLeft}`)).status).toBe(404);
      await until(async () => (await sendEvent()) === 'acknowledged');
    },
    120_000,
  );

  test('metadata that could not be signed again is the old one, whole, and is signed when there is room', async () => {
    for (const table of ['update_signings', 'update_metadata'])
      await query(`update ${table} set expires_at = now() + interval '1 day'`);
    await fill(0);
    killPart(product, 'admin API', random);
    await until(() => Promise.resolve(product.log().includes('metadata could not be renewed')));
    expect(await countDue()).toBeGreaterThan(0);
    expect(await agent.refresh()).toMatchObject({ targets: [expect.any(String)] });
    await expectWhole('before');
    killPart(product, 'admin API', random);
    await until(async () => (await countDue()) === 0);
    await until(async () => (await agent.refresh()).targets.length === 1);
  }, 120_000);

  test('nothing is orphaned', async () => {
    const blobs = join(dataDir, 'blobs');
    await until(async () => {
      const lists = ['files', 'incoming'].map((name) => readdir(join(blobs, name)));
      const files = (await Promise.all(lists)).flat().length;
      const [row] = await query<{ rows: number }>('select count(*)::int as rows from contents');
      return files === row!.rows;
    });
  }, 90_000);
});
