import { createHash, randomUUID } from 'node:crypto';
import { drawSealingKeys } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import { ensureTufKeys, resignUpdate, rotateRoot, signUpdate } from '@moorgate/delivery';
import type { TestLeaf } from '@moorgate/testing';
import { type Answer, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
const factory = 'acme';
const sealingKeys = drawSealingKeys();
beforeAll(async () => {
  running = await startTestGateway();
  await ensureTufKeys(running.ctx, { factory, sealingKeys });
});
afterAll(() => running.close());

const services = () => ({ clock: running.clock, sealingKeys });

const addUpdate = async (tag: string): Promise<string> => {
  const id = randomUUID();
  const row = { id, factory, tag, name: id, uploaded_at: running.clock.now(), uploaded_by: 'x' };
  await running.db.insertInto('updates').values(row).execute();
  const update = { updateId: id, factory, tag, name: 'lmp', version: 1, hardwareIds: ['intel'] };
  const rest = { ostreeHash: 'a'.repeat(64), apps: {}, appsHost: 'localhost:8443' };
  await inTransaction(running.db, (trx) => signUpdate(trx, services(), { ...update, ...rest }));
  return id;
};

/** Makes a device that has been seen and is assigned to an update. */
const assigned = async (updateId: string | null): Promise<TestLeaf> => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  const { db } = running;
  await db
    .updateTable('devices')
    .set({ update_id: updateId })
    .where('uuid', '=', leaf.uuid)
    .execute();
  return leaf;
};

const get = (leaf: TestLeaf, file: string, tags?: string): Promise<Answer> =>
  callGateway(running, {
    leaf,
    path: `/repo/${file}`,
    headers: tags === undefined ? {} : { 'x-ats-tags': tags },
  });
const refusalOf = (answer: Answer): unknown[] => [answer.status, answer.body?.['code']];
const notFound = [404, 'metadata_not_found'];

test('200: the files as they were signed, with their length and the hash of their bytes', async () => {
  const id = await addUpdate('main');
  const leaf = await assigned(id);
  for (const role of ['timestamp', 'snapshot', 'targets'] as const) {
    const { bytes } = await running.db
      .selectFrom('update_metadata')
      .select('bytes')
      .where('update_id', '=', id)
      .where('role', '=', role)
      .executeTakeFirstOrThrow();
    const answer = await get(leaf, `${role}.json`, 'main');
    expect([answer.status, answer.text]).toEqual([200, bytes.toString()]);
    expect(answer.headers['content-length']).toBe(String(bytes.length));
    const checksum = createHash('sha256').update(bytes).digest('hex');
    expect(answer.headers['x-ats-role-checksum']).toBe(checksum);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
  }
});

test('200: the tag of the update may stand anywhere among those of the device, behind commas or spaces', async () => {
  const leaf = await assigned(await addUpdate('main'));
  for (const tags of ['main', 'devel,main', 'devel, main', 'main devel', ' main ,x', 'a b,main'])
    expect((await get(leaf, 'targets.json', tags)).status).toBe(200);
});

test('404 for tags among which that of the update is not, for none, and for what looks like a path', async () => {
  const id = await addUpdate('main');
  const leaf = await assigned(id);
  for (const tags of ['', ' , ', 'mai', 'mainline', 'MAIN', 'devel', `main/${id}/..`, '../main'])
    expect(refusalOf(await get(leaf, 'targets.json', tags))).toEqual(notFound);
  const none = await get(leaf, 'targets.json');
  expect(refusalOf(none)).toEqual(notFound);
  expect(none.body?.['detail']).toBe('Device sent no tag');
});

test('404 for a device that is assigned to nothing, and for an update without metadata', async () => {
  expect(refusalOf(await get(await assigned(null), 'timestamp.json', 'main'))).toEqual(notFound);
  const id = randomUUID();
  const row = { id, factory, tag: 'main', name: id, uploaded_at: new Date(), uploaded_by: 'x' };
  await running.db.insertInto('updates').values(row).execute();
  const leaf = await assigned(id);
  for (const file of ['timestamp.json', '1.root.json'])
    expect(refusalOf(await get(leaf, file, 'main'))).toEqual(notFound);
});

test('roots are served from the first to the newest, and the walk ends with 404', async () => {
  const leaf = await assigned(await addUpdate('main'));
  const newest = await rotateRoot(running.ctx, { factory, sealingKeys, replacesEveryKey: true });
  for (let version = 1; version <= newest; version += 1) {
    const { status, text } = await get(leaf, `${version}.root.json`, 'main');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ signed: { _type: 'Root', version } });
  }
  for (const file of [`${newest + 1}.root.json`, '0.root.json', '01.root.json', 'x.root.json'])
    expect(refusalOf(await get(leaf, file, 'main'))).toEqual(notFound);
  for (const file of ['root.json', 'mirrors.json', '1.root.json.bak', '..%2f1.root.json'])
    expect(refusalOf(await get(leaf, file, 'main'))).toEqual(notFound);
});

test('an update of another tag is served as soon as the device is moved to it, with higher versions', async () => {
  const [first, second] = [await addUpdate('main'), await addUpdate('devel')];
  const leaf = await assigned(second);
  const versionOf = async (): Promise<number> => {
    const { text } = await get(leaf, 'timestamp.json', 'main,devel');
    return (JSON.parse(text) as { signed: { version: number } }).signed.version;
  };
  const before = await versionOf();
  await inTransaction(running.db, (trx) => resignUpdate(trx, services(), first));
  await running.db
    .updateTable('devices')
    .set({ update_id: first })
    .where('uuid', '=', leaf.uuid)
    .execute();
  expect(await versionOf()).toBeGreaterThan(before);
});

test('403 without a certificate, whatever the file', async () => {
  const answer = await callGateway(running, { path: '/repo/1.root.json' });
  expect([answer.status, answer.body?.['code']]).toEqual([403, 'certificate_required']);
});
