import { inTransaction } from '@moorgate/db';
import { declareWith } from '@moorgate/testing';
import { addDays, readMetadata, type Target, verifyUpdateMetadata } from '@moorgate/tuf';
import { collectRepository, useClients } from '../test-support/use-clients.ts';
import { useTuf } from '../test-support/use-tuf.ts';
import { findVerifiers } from '../test-support/verifiers/verifiers.ts';
import { rotateRoot } from './keys/rotate-root.ts';
import { findFactoryRoot } from './read-metadata.ts';
import { renewMetadata } from './renew-metadata.ts';
import { everyTag, findTargetMetadata, signTargetSets, type TargetsByName } from './target-sets.ts';

const ground = useTuf();
const clients = useClients(ground.clock);
const { factory, services } = ground;
const verifiers = await findVerifiers();

const target = (version: number, tags: readonly string[]): Target => ({
  length: 0,
  hashes: { sha256: 'a'.repeat(64) },
  custom: { version: String(version), tags, targetFormat: 'OSTREE', unknown: { kept: [1, true] } },
});

const sign = (sets: Readonly<Record<string, TargetsByName>>): Promise<number> =>
  inTransaction(ground.db(), (trx) =>
    signTargetSets(trx, services, { factory, sets: new Map(Object.entries(sets)) }),
  );

const repositoryOf = (tag: string): Promise<Map<string, Buffer>> =>
  collectRepository((file) =>
    file.role === 'root'
      ? findFactoryRoot(ground.ctx(), factory, file.version)
      : findTargetMetadata(ground.ctx(), { factory, tag }, file.role),
  );

const read = async (tag: string) => {
  const files = await repositoryOf(tag);
  const metadata = {
    targets: readMetadata('targets', files.get('targets.json')!),
    snapshot: readMetadata('snapshot', files.get('snapshot.json')!),
    timestamp: readMetadata('timestamp', files.get('timestamp.json')!),
  };
  const root = readMetadata('root', await findFactoryRoot(ground.ctx(), factory, 'latest'));
  verifyUpdateMetadata(root.envelope.signed, metadata);
  return metadata;
};

const versionsOf = async (tag: string): Promise<number[]> =>
  Object.values(await read(tag)).map(({ version }) => version);

test('signs what it is given, each set for itself, with one version that nothing of the factory had', async () => {
  const updateId = await ground.addUpdate();
  const before = (await ground.read(updateId)).targets.version;
  const one = { 'lmp-1': target(1, ['main']) };
  const version = await sign({ [everyTag]: { ...one, 'lmp-2': target(2, []) }, main: one });
  expect(version).toBeGreaterThan(before);
  expect(await versionsOf(everyTag)).toEqual([version, version, version]);
  const { envelope } = (await read('main')).targets;
  expect(envelope.signed.targets).toEqual(one);
  expect(Object.keys((await read(everyTag)).targets.envelope.signed.targets)).toHaveLength(2);
});

test('says that there was never a target of a tag', async () => {
  await expect(
    findTargetMetadata(ground.ctx(), { factory, tag: 'nowhere' }, 'targets'),
  ).rejects.toMatchObject({ code: 'metadata_not_found' });
});

test('refuses what agents would sign in different ways, and changes nothing', async () => {
  const before = await versionsOf(everyTag);
  const odd = { ...target(3, []), custom: { version: '3', note: 'größer' } };
  await expect(sign({ [everyTag]: { 'lmp-3': odd } })).rejects.toMatchObject({
    code: 'metadata_unsignable',
  });
  expect(await versionsOf(everyTag)).toEqual(before);
});

test('renews a timestamp in time, and all of it near its end', async () => {
  await sign({ [everyTag]: { 'lmp-1': target(1, []) } });
  const [targets] = await versionsOf(everyTag);
  const { db, log } = ground.ctx();
  const renew = async (days: number): Promise<(readonly [number, boolean])[]> => {
    ground.clock.set(addDays(ground.clock.now(), days).toISOString());
    await renewMetadata({ ...services, db, log });
    return Object.values(await read(everyTag)).map(
      ({ version, expiresAt }) => [version, expiresAt > addDays(ground.clock.now(), 4)] as const,
    );
  };
  expect(await renew(1)).toEqual([
    [targets, true],
    [targets, true],
    [targets, true],
  ]);
  const later = await renew(3);
  expect(later.map(([version]) => version > targets!)).toEqual([false, false, true]);
  const nearTheEnd = await renew(50);
  expect(nearTheEnd.map(([version, isFresh]) => [version > targets!, isFresh])).toEqual([
    [true, true],
    [true, true],
    [true, true],
  ]);
});

describe.each(verifiers)('$name', (verifier) => {
  declareWith(verifier, describe)('as a client', () => {
    test('follows changes of targets, a renewal, and keys that are all replaced', async () => {
      await sign({ [everyTag]: { 'lmp-1': target(1, ['main']) } });
      const first = await repositoryOf(everyTag);
      const refresh = await clients.provision(verifier, first.get('1.root.json')!);
      expect(await refresh(first)).toBeNull();
      await sign({ [everyTag]: { 'lmp-2': target(2, ['main', 'devel']) } });
      expect(await refresh(await repositoryOf(everyTag))).toBeNull();
      const { sealingKeys } = services;
      await rotateRoot(ground.ctx(), { factory, sealingKeys, replacesEveryKey: true });
      expect(await refresh(await repositoryOf(everyTag))).toBeNull();
      await sign({ [everyTag]: { 'lmp-3': target(3, []) } });
      const mixed = await repositoryOf(everyTag);
      mixed.set('targets.json', first.get('targets.json')!);
      expect(await refresh(mixed)).not.toBeNull();
    });
  });
});
