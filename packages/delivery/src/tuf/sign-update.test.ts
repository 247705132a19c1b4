import { createHash } from 'node:crypto';
import { drawSealingKeys } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import { verifyUpdateMetadata } from '@moorgate/tuf';
import { useTuf } from '../test-support/use-tuf.ts';
import { resignUpdate, signUpdate } from './sign-update.ts';

const ground = useTuf();
const versionsOf = async (id: string): Promise<number[]> => {
  const { targets, snapshot, timestamp } = await ground.read(id);
  return [targets.version, snapshot.version, timestamp.version];
};
const resign = (id: string): Promise<void> =>
  inTransaction(ground.db(), (trx) => resignUpdate(trx, ground.services, id));

describe('signing an update', () => {
  test('says what it is in the members that agents read, with the host of the configuration', async () => {
    const sha256 = 'b'.repeat(64);
    const id = await ground.addUpdate({ version: 42, tag: 'devel', apps: { shellhttpd: sha256 } });
    const update = await ground.read(id);
    verifyUpdateMetadata(update.root.envelope.signed, update);
    expect(update.targets.envelope.signed.targets).toEqual({
      'intel-corei7-64-lmp-42': {
        length: 0,
        hashes: { sha256: 'a'.repeat(64) },
        custom: {
          name: 'intel-corei7-64-lmp',
          version: '42',
          hardwareIds: ['intel-corei7-64'],
          tags: ['devel'],
          targetFormat: 'OSTREE',
          docker_compose_apps: {
            shellhttpd: { uri: `gateway.example:8443/apps/shellhttpd@sha256:${sha256}` },
          },
          createdAt: '2026-03-01T12:00:00Z',
        },
      },
    });
  });

  test('of apps alone has the hash of nothing, and no member for apps where there are none', async () => {
    const { targets } = await ground.read(await ground.addUpdate({ ostreeHash: null }));
    const [target] = Object.values(targets.envelope.signed.targets);
    expect(target!.hashes.sha256).toBe(createHash('sha256').digest('hex'));
    expect(target!.custom).not.toHaveProperty('docker_compose_apps');
  });

  test('gives each a version of its own, above all others of the factory, also at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => ground.addUpdate()));
    const all = await Promise.all(ids.map(versionsOf));
    for (const versions of all) expect(new Set(versions).size).toBe(1);
    expect(new Set(all.map(([version]) => version)).size).toBe(8);
  });

  test('refuses what agents would sign in different ways, and leaves no version behind', async () => {
    const before = await ground.addUpdate();
    const odd = { hardwareIds: ['größe'] };
    await expect(ground.addUpdate(odd)).rejects.toMatchObject({ code: 'metadata_unsignable' });
    const [version] = await versionsOf(before);
    expect(await versionsOf(await ground.addUpdate())).toEqual(Array(3).fill(version! + 1));
  });

  test('of a factory without keys fails with what to do', async () => {
    const updateId = await ground.insertUpdate();
    const update = { updateId, factory: 'nobody', tag: 'main', name: 'x', version: 1 };
    const rest = { hardwareIds: [], ostreeHash: null, apps: {}, appsHost: 'h' };
    await expect(
      inTransaction(ground.db(), (trx) => signUpdate(trx, ground.services, { ...update, ...rest })),
    ).rejects.toMatchObject({ code: 'signing_keys_missing' });
  });
});

describe('signing again at an assignment', () => {
  test('puts an older update above all others, with what it says unchanged', async () => {
    const older = await ground.addUpdate({ version: 1 });
    const newer = await ground.addUpdate({ version: 2 });
    const { targets } = (await ground.read(older)).targets.envelope.signed;
    const [highest] = await versionsOf(newer);
    await resign(older);
    expect(await versionsOf(older)).toEqual(Array(3).fill(highest! + 1));
    const again = await ground.read(older);
    verifyUpdateMetadata(again.root.envelope.signed, again);
    expect(again.targets.envelope.signed.targets).toEqual(targets);
  });

  test('leaves the newest as it is, so that a hundred assignments are one version', async () => {
    const id = await ground.addUpdate();
    const before = await ground.read(id);
    await resign(id);
    expect((await ground.read(id)).targets.bytes.equals(before.targets.bytes)).toBe(true);
  });

  test('does nothing for an update without metadata', async () => {
    await resign(await ground.insertUpdate());
  });
});

test('a copy of the database signs nothing: without the sealing keys no key opens', async () => {
  const id = await ground.addUpdate();
  await ground.addUpdate();
  const services = { ...ground.services, sealingKeys: drawSealingKeys() };
  await expect(
    inTransaction(ground.db(), (trx) => resignUpdate(trx, services, id)),
  ).rejects.toThrow('altered or belongs to another row');
  const rows = await ground.db().selectFrom('tuf_keys').select(['role', 'sealed_key']).execute();
  expect(rows).toHaveLength(4);
});
