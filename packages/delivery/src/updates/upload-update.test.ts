import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { findUpdateByKey } from '@moorgate/db';
import { tarArchive, tarEntry } from '@moorgate/testing';
import { signRoot, signSnapshot, signTargets, signTimestamp } from '@moorgate/tuf';
import { releaseContents, removeBlobs, sweepBlobs } from '../storage/tidy-blobs.ts';
import {
  appArchive,
  appOverrides,
  inPieces,
  outcomeOf,
  useUpdates,
} from '../test-support/update-ground.ts';
import { drawKeyring } from '../tuf/keys/keyring.ts';
import { deleteUpdate } from './delete-update.ts';
import { getUpdate } from './get-update.ts';
import { listUpdates } from './list-updates.ts';

const ground = useUpdates();
const { upload, state } = ground;
const main = (name: string) => ({ tag: 'main', name });
const remove = (name: string): Promise<string> =>
  outcomeOf(deleteUpdate(ground.ctx(), ground.services(), main(name)));

/** Gives up and removes at once what no update has. */
const tidy = async (): Promise<void> => {
  await releaseContents(ground.ctx(), 0);
  await removeBlobs(ground.ctx(), ground.blobs());
};
afterEach(async () => {
  await ground.tuf.db().updateTable('devices').set({ update_id: null }).execute();
  const { items } = await listUpdates(ground.ctx(), ground.services(), { limit: 1_000 });
  for (const update of items) await deleteUpdate(ground.ctx(), ground.services(), update);
  await tidy();
  expect(await state()).toEqual({ content: {}, updates: [], files: 0, contents: 0, metadata: 0 });
});

const contentOf = async (name: string, path: string): Promise<string | null> => {
  const file = await ground.tuf
    .db()
    .selectFrom('update_files as f')
    .innerJoin('updates as u', 'u.id', 'f.update_id')
    .innerJoin('contents as c', 'c.sha256', 'f.content')
    .select(['c.blob_id', 'c.bytes'])
    .where('u.name', '=', name)
    .where('f.path', '=', path)
    .executeTakeFirst();
  if (file === undefined) return null;
  const opened = await ground.blobs().open(file.blob_id);
  expect(opened!.sizeBytes).toBe(file.bytes);
  return (await buffer(opened!.bytes)).toString();
};

const composePath = `apps/apps/web/${'d'.repeat(64)}/compose.yml`;
const uploadApps = (name: string, content?: string): Promise<string> =>
  upload(name, appArchive(content), { overrides: appOverrides });

test('an update has its files, a signed target, and a line in the list and in the audit', async () => {
  expect(await upload('one', gzipSync(appArchive()), { overrides: appOverrides })).toBe('done');
  expect(await contentOf('one', composePath)).toBe('app');
  expect(await contentOf('one', 'apps/blobs/sha256/one')).toBe('shared');
  expect(await contentOf('one', 'apps/../apps/blobs/sha256/one')).toBeNull();
  const update = await getUpdate(ground.ctx(), ground.services(), main('one'));
  expect(update).toMatchObject({
    ...main('one'),
    uploadedBy: 'tester',
    deviceCount: 0,
    files: 2,
    bytes: 9,
    metadataOrigin: 'signed',
    targets: [
      {
        name: 'default-1',
        version: '1',
        hardwareIds: ['intel-corei7-64'],
        tags: ['main'],
        apps: { web: expect.stringContaining(`web@sha256:${'d'.repeat(64)}`) },
      },
    ],
  });
  const { items } = await listUpdates(ground.ctx(), ground.services(), { tag: 'main', limit: 10 });
  expect(items.map(({ name }) => name)).toEqual(['one']);
});

test('equal content is stored once, within an update and between updates, large and small', async () => {
  const large = Buffer.alloc(700_000, 'l');
  const entries = ['a', 'b'].map((name) => ({ name: `apps/blobs/${name}`, content: large }));
  const small = ['c', 'd'].map((name) => ({ name: `apps/blobs/${name}`, content: 'same' }));
  const archive = tarArchive([...entries, ...small]);
  expect(await upload('one', archive, { overrides: appOverrides })).toBe('done');
  const first = await state();
  expect([Object.keys(first.content).length, first.contents, first.files]).toEqual([2, 2, 4]);
  expect(await upload('two', archive, { overrides: appOverrides })).toBe('done');
  const second = await state();
  expect(second.content).toEqual(first.content);
  expect([second.contents, second.files]).toEqual([2, 8]);
});

test('what is refused, or breaks off, leaves everything as it was', async () => {
  await uploadApps('there');
  const before = await state();
  const breaking = async function* (bytes: Buffer): AsyncGenerator<Uint8Array> {
    yield* inPieces(bytes);
    throw Object.assign(new Error('gone'), { name: 'ClientGoneError' });
  };
  const files = Array.from({ length: 100 }, (_, index) => ({
    name: `apps/blobs/${String(index)}`,
    content: `content ${String(index)}`,
  }));
  const large = { name: 'apps/blobs/large', content: Buffer.alloc(2_000_000, 'x') };
  const whole = tarArchive([...files, large]);
  const bad = tarArchive([...files, large, { name: '../up', content: 'x' }]);
  const cases: readonly (readonly [string, Buffer, string])[] = [
    ['hostile', bad, 'archive_entry_forbidden'],
    ['hostile-packed', gzipSync(bad), 'archive_entry_forbidden'],
    ['cut', whole.subarray(0, whole.length - 600), 'archive_malformed'],
    ['cut-in-the-large-one', whole.subarray(0, whole.length - 1_000_000), 'archive_malformed'],
    ['two', Buffer.concat([whole, whole]), 'archive_malformed'],
    ['no-hardware', whole, 'update_content_invalid'],
    ['nothing', tarArchive([{ name: 'readme', content: 'x' }]), 'update_content_invalid'],
    [
      'metadata',
      tarArchive([...files, { name: 'tuf/root.json', content: '{}' }]),
      'metadata_invalid',
    ],
    ['there', whole, 'update_exists'],
  ];
  for (const [name, body, code] of cases) {
    expect([name, await upload(name, body)]).toEqual([name, code]);
    expect(await state()).toEqual(before);
  }
  await expect(upload('gone', breaking(whole))).rejects.toThrow('gone');
  expect(await upload('..', whole)).toBe('update_name_invalid');
  expect(await upload('a/b', whole)).toBe('update_name_invalid');
  const odd = { hardwareId: 'intel', name: 'caf\u00e9' };
  expect(await upload('odd', whole, { overrides: odd })).toBe('metadata_unsignable');
  expect(await state()).toEqual(before);
});

test('a name that is taken is refused before anything of the body is read', async () => {
  await uploadApps('one');
  const body: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => {
      throw new Error('read');
    },
  };
  expect(await upload('one', body)).toBe('update_exists');
});

test('of two uploads of one name at once one is there, whole, and nothing of the other', async () => {
  const outcomes = await Promise.all([uploadApps('one', 'first'), uploadApps('one', 'second')]);
  expect(outcomes.toSorted()).toEqual(['done', 'update_exists']);
  const winner = outcomes[0] === 'done' ? 'first' : 'second';
  expect(await contentOf('one', composePath)).toBe(winner);
  const { content, contents, files } = await state();
  expect([Object.keys(content).length, contents, files]).toEqual([2, 2, 2]);
});

test('uploads of the same content at once store it once', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const outcomes = await Promise.all(names.map((name) => uploadApps(name)));
  expect(outcomes).toEqual(names.map(() => 'done'));
  const { content, contents, files } = await state();
  expect([Object.keys(content).length, contents, files]).toEqual([2, 2, 8]);
  for (const name of names) expect(await contentOf(name, composePath)).toBe('app');
});

test('deleting takes what no other update has, after a while, and never what an upload relies on', async () => {
  await uploadApps('one', 'only here');
  await uploadApps('two');
  expect(await remove('one')).toBe('done');
  expect(await remove('one')).toBe('update_not_found');
  await releaseContents(ground.ctx(), 60_000);
  expect((await state()).contents).toBe(3);
  await uploadApps('again', 'only here');
  await tidy();
  expect(await contentOf('again', composePath)).toBe('only here');
  expect(await remove('again')).toBe('done');
  await tidy();
  expect((await state()).contents).toBe(2);
  expect(await contentOf('two', composePath)).toBe('app');
});

test('an update that a device is assigned to is not deleted', async () => {
  await uploadApps('one');
  const { tuf } = ground;
  const update = await findUpdateByKey(tuf.db(), { factory: tuf.factory, ...main('one') });
  await tuf.assign(await tuf.insertDevice(), update!.id);
  expect(await remove('one')).toBe('update_in_use');
  expect(await contentOf('one', composePath)).toBe('app');
});

test('no version of a tag is given twice, whatever is deleted', async () => {
  const versionOf = async (name: string): Promise<string> =>
    (await getUpdate(ground.ctx(), ground.services(), main(name))).targets[0]!.version;
  await uploadApps('one');
  const first = Number(await versionOf('one'));
  await remove('one');
  await uploadApps('two');
  expect(await versionOf('two')).toBe(String(first + 1));
  await upload('high', appArchive(), { overrides: { ...appOverrides, version: 500 } });
  await upload('low', appArchive(), { overrides: { ...appOverrides, version: 7 } });
  await uploadApps('next');
  expect([await versionOf('high'), await versionOf('low'), await versionOf('next')]).toEqual([
    '500',
    '7',
    '501',
  ]);
});

test('ready-made metadata is kept as it came, and its tag has to be that of the update', async () => {
  const keyring = drawKeyring();
  const at = new Date('2026-03-01T12:00:00Z');
  const version = 9;
  const target = {
    length: 0,
    hashes: { sha256: 'c'.repeat(64) },
    custom: { tags: ['devel'], version: '9', hardwareIds: ['riscv'] },
  };
  const targets = signTargets(keyring, { 'lmp-9': target }, { version, at });
  const snapshot = signSnapshot(keyring, targets, { version, at });
  const files = {
    '1.root.json': signRoot(keyring, { version: 1, at }),
    'targets.json': targets,
    'snapshot.json': snapshot,
    'timestamp.json': signTimestamp(keyring, snapshot, { version, at }),
  };
  const archive = tarArchive([
    { name: 'apps/a', content: 'app' },
    ...Object.entries(files).map(([name, { bytes }]) => ({ name: `tuf/${name}`, content: bytes })),
  ]);
  expect(await upload('main', archive)).toBe('metadata_invalid');
  expect(await upload('own', archive, { tag: 'devel' })).toBe('done');
  const name = { tag: 'devel', name: 'own' };
  const update = await getUpdate(ground.ctx(), ground.services(), name);
  expect(update).toMatchObject({ files: 1, metadataOrigin: 'uploaded' });
  expect(update.metadataExpiresAt!.getTime()).toBeGreaterThan(at.getTime());
  expect(update.targets).toMatchObject([{ name: 'lmp-9', version: '9', hardwareIds: ['riscv'] }]);
  await upload('next', appArchive(), { tag: 'devel', overrides: appOverrides });
  const next = await getUpdate(ground.ctx(), ground.services(), { tag: 'devel', name: 'next' });
  expect(next.targets[0]).toMatchObject({ version: '10' });
});

test('what an interrupted commit left is removed by a sweep, and nothing else', async () => {
  await uploadApps('one');
  const before = await state();
  const lost = ground.blobs().receive(inPieces(tarEntry({ name: 'x' })), async (blob) => {
    await blob.place();
    throw new Error('the commit was not heard of');
  });
  await expect(lost).rejects.toThrow('not heard of');
  expect(await state()).not.toEqual(before);
  expect(await sweepBlobs(ground.ctx(), ground.blobs(), 0)).toBe(1);
  expect(await state()).toEqual(before);
});
