import { randomUUID } from 'node:crypto';
import { findTufRootByVersion, inTransaction } from '@moorgate/db';
import {
  readMetadata,
  signRoot,
  signSnapshot,
  signTargets,
  signTimestamp,
  type RoleKeyring,
} from '@moorgate/tuf';
import { useTuf } from '../test-support/use-tuf.ts';
import { drawKeyring, requireKeyring } from './keys/keyring.ts';
import { rotateRoot } from './keys/rotate-root.ts';
import { listRefusingDevices, requireAssignable } from './require-assignable.ts';
import { storeUploadedMetadata } from './store-uploaded-metadata.ts';

const ground = useTuf();
const at = new Date('2026-03-01T12:00:00Z');

interface Made {
  readonly keyring: RoleKeyring;
  readonly roots: readonly { readonly version: number; readonly bytes: Buffer }[];
}

const stranger: Made = (() => {
  const keyring = drawKeyring();
  return { keyring, roots: [signRoot(keyring, { version: 1, at })] };
})();

/** The roots and keys of the factory itself, as somebody would have them who signs elsewhere with the same. */
const own = async (): Promise<Made> => {
  const { factory, services } = ground;
  const keyring = await requireKeyring(ground.db(), services, factory);
  const { version } = (await findTufRootByVersion(ground.db(), factory, 'latest'))!;
  const roots = await Promise.all(
    Array.from({ length: version }, (_, index) =>
      findTufRootByVersion(ground.db(), factory, index + 1),
    ),
  );
  return { keyring, roots: roots.map((root) => root!) };
};

const target = {
  length: 0,
  hashes: { sha256: 'c'.repeat(64) },
  custom: { tags: ['main', 'devel'], version: '5' },
};

const filesOf = ({ keyring, roots }: Made, version: number, targets = { 'lmp-5': target }) => {
  const signedTargets = signTargets(keyring, targets, { version, at });
  const snapshot = signSnapshot(keyring, signedTargets, { version, at });
  const timestamp = signTimestamp(keyring, snapshot, { version, at });
  return new Map([
    ...roots.map((root) => [`${root.version}.root.json`, root.bytes] as const),
    ['targets.json', signedTargets.bytes],
    ['snapshot.json', snapshot.bytes],
    ['timestamp.json', timestamp.bytes],
  ]);
};

const storeFiles = async (files: ReadonlyMap<string, Buffer>): Promise<string> => {
  const updateId = await ground.insertUpdate();
  const { factory } = ground;
  await inTransaction(ground.db(), (trx) =>
    storeUploadedMetadata(trx, ground.services, { updateId, factory, tag: 'main', files }),
  );
  return updateId;
};
const upload = async (made: Made, version: number): Promise<string> =>
  storeFiles(filesOf(made, version));

const require = (updateId: string, uuid: string): Promise<void> =>
  requireAssignable(ground.db(), { updateId, deviceUuids: [uuid] });
const refusedFor = (words: string) => ({
  code: 'metadata_not_acceptable',
  message: expect.stringContaining(words) as string,
});

describe('what a device would accept', () => {
  test('a device that was never given anything takes signed and uploaded metadata', async () => {
    const uuid = await ground.insertDevice();
    await require(await ground.addUpdate(), uuid);
    await require(await upload(stranger, 3), uuid);
    await requireAssignable(ground.db(), { updateId: randomUUID(), deviceUuids: [] });
  });

  test('any update that is signed here follows any other one, older or of another tag, also after a rotation', async () => {
    const uuid = await ground.insertDevice();
    const ids = [await ground.addUpdate(), await ground.addUpdate({ tag: 'devel' })];
    for (const id of [...ids, ids[0]!, ids[1]!]) {
      await require(id, uuid);
      await ground.assign(uuid, id);
    }
    const { services, factory } = ground;
    await rotateRoot(ground.ctx(), { ...services, factory, replacesEveryKey: true });
    await require(ids[0]!, uuid);
  });

  test('uploaded metadata with lower versions is refused, equal and higher ones are not', async () => {
    const uuid = await ground.insertDevice();
    const made = await own();
    await ground.assign(uuid, await upload(made, 500));
    await expect(require(await upload(made, 499), uuid)).rejects.toMatchObject(
      refusedFor('higher version'),
    );
    await require(await upload(made, 500), uuid);
    await require(await upload(made, 501), uuid);
  });

  test('what it had is remembered when the assignment ends, and what was signed again meanwhile', async () => {
    const uuid = await ground.insertDevice();
    const made = await own();
    const uploaded = await upload(made, 600);
    const signed = await ground.addUpdate();
    await ground.assign(uuid, signed);
    expect((await ground.read(signed)).timestamp.version).toBeGreaterThan(600);
    await ground.assign(uuid, null);
    await expect(require(uploaded, uuid)).rejects.toMatchObject(refusedFor('higher version'));
    await require(signed, uuid);
  });

  test('metadata under other roots is refused in both directions, with the count of the others', async () => {
    const [uuid, other] = [await ground.insertDevice(), await ground.insertDevice()];
    const foreign = await upload(stranger, 9_000);
    await ground.assign(uuid, await ground.addUpdate());
    await ground.assign(other, await ground.addUpdate());
    const deviceUuids = [uuid, other];
    await expect(
      requireAssignable(ground.db(), { updateId: foreign, deviceUuids }),
    ).rejects.toMatchObject(refusedFor('none of those of the update. So do 1 others.'));

    const third = await ground.insertDevice();
    await ground.assign(third, foreign);
    const updateId = await ground.addUpdate();
    expect(
      await listRefusingDevices(ground.db(), { updateId, deviceUuids: [...deviceUuids, third] }),
    ).toEqual([{ deviceUuid: third, conflict: 'roots' }]);
  });
});

describe('uploaded metadata', () => {
  test('is kept byte for byte, its spaces too, and is never signed again', async () => {
    const files = filesOf(stranger, 4);
    const spaced = JSON.stringify(JSON.parse(files.get('timestamp.json')!.toString()), null, 2);
    files.set('timestamp.json', Buffer.from(`${spaced}\n`));
    const id = await storeFiles(files);
    const uuid = await ground.insertDevice();
    await ground.assign(uuid, id);
    const { timestamp, root } = await ground.read(id);
    expect(timestamp.bytes.toString()).toBe(`${spaced}\n`);
    expect(root.bytes.equals(stranger.roots[0]!.bytes)).toBe(true);
  });

  test('under the roots of the factory lifts the versions of what is signed here above its own', async () => {
    await upload(await own(), 70_000);
    const { targets } = await ground.read(await ground.addUpdate());
    expect(targets.version).toBe(70_001);
  });

  test('under other roots leaves the versions of the factory alone', async () => {
    const before = await ground.read(await ground.addUpdate());
    await upload(stranger, 900_000);
    const after = await ground.read(await ground.addUpdate());
    expect(after.targets.version).toBe(before.targets.version + 1);
  });

  test.each<[string, (files: Map<string, Buffer>) => void]>([
    ['There is no root', (files) => files.delete('1.root.json')],
    ['targets.json is missing', (files) => files.delete('targets.json')],
    ['2.root.json has version 1', (files) => files.set('2.root.json', files.get('1.root.json')!)],
    [
      'about other snapshot',
      (files) => files.set('snapshot.json', filesOf(stranger, 6).get('snapshot.json')!),
    ],
    [
      'not signed',
      (files) => files.set('1.root.json', signRoot(drawKeyring(), { version: 1, at }).bytes),
    ],
  ])('is refused as a device would: %s', async (words, change) => {
    const files = filesOf(stranger, 5);
    change(files);
    await expect(storeFiles(files)).rejects.toMatchObject({
      code: 'metadata_invalid',
      message: expect.stringContaining(words) as string,
    });
  });

  test('is refused without a target for its tag, and with versions that leave no room', async () => {
    const others = { 'lmp-5': { ...target, custom: { tags: ['other'] } } };
    await expect(storeFiles(filesOf(stranger, 5, others as never))).rejects.toThrow(
      'No target has the tag main',
    );
    await expect(storeFiles(filesOf(stranger, 1_000_000_001))).rejects.toThrow('above 1000000000');
  });
});

test('a root that follows is signed by the one before and is the newest', async () => {
  const { services, factory } = ground;
  const before = await own();
  const version = await rotateRoot(ground.ctx(), { ...services, factory, replacesEveryKey: false });
  const after = await own();
  expect(version).toBe(before.roots.length + 1);
  expect(after.keyring.root.keyId).not.toBe(before.keyring.root.keyId);
  expect(after.keyring.timestamp.keyId).toBe(before.keyring.timestamp.keyId);
  const { signatures } = readMetadata('root', after.roots.at(-1)!.bytes).envelope;
  expect(signatures.map(({ keyid }) => keyid).sort()).toEqual(
    [before.keyring.root.keyId, after.keyring.root.keyId].sort(),
  );
});
