import { addDays, verifyUpdateMetadata } from '@moorgate/tuf';
import { inTransaction } from '@moorgate/db';
import { useTuf } from '../test-support/use-tuf.ts';
import { findFirstExpiries } from './read-metadata.ts';
import { renewMetadata } from './renew-metadata.ts';
import { signAgain } from './sign-again.ts';

const ground = useTuf();
const start = new Date('2026-03-01T12:00:00.000Z');
beforeEach(async () => {
  ground.clock.set(start.toISOString());
  await ground.db().deleteFrom('updates').execute();
});

const renew = () => {
  const { db, log } = ground.ctx();
  return renewMetadata({ ...ground.services, db, log });
};
const later = (days: number): void =>
  ground.clock.set(addDays(ground.clock.now(), days).toISOString());

test('leaves metadata alone of which four days or more are left', async () => {
  await ground.addUpdate();
  later(3);
  expect(await renew()).toEqual({ renewed: 0, failed: 0 });
});

test('renews a timestamp before four days are left, with a version above all others, and nothing else', async () => {
  const id = await ground.addUpdate();
  const other = await ground.addUpdate();
  const before = await ground.read(id);
  later(3.1);
  expect(await renew()).toEqual({ renewed: 2, failed: 0 });
  const after = await ground.read(id);
  verifyUpdateMetadata(after.root.envelope.signed, after);
  expect(after.timestamp.version).toBeGreaterThan(before.timestamp.version);
  expect(after.timestamp.expiresAt).toEqual(addDays(ground.clock.now(), 7));
  expect(after.snapshot.bytes.equals(before.snapshot.bytes)).toBe(true);
  expect(after.targets.bytes.equals(before.targets.bytes)).toBe(true);
  expect((await ground.read(other)).timestamp.version).not.toBe(after.timestamp.version);
  expect(await renew()).toEqual({ renewed: 0, failed: 0 });
});

test('in a year of days nothing ever has less than three days left, and all three are renewed', async () => {
  const id = await ground.addUpdate();
  let versions = [0, 0, 0];
  for (let day = 0; day < 365; day += 1) {
    later(1);
    await renew();
    const update = await ground.read(id);
    verifyUpdateMetadata(update.root.envelope.signed, update);
    const files = [update.targets, update.snapshot, update.timestamp];
    for (const { expiresAt } of files)
      expect(expiresAt.getTime()).toBeGreaterThan(addDays(ground.clock.now(), 3).getTime());
    const now = files.map(({ version }) => version);
    now.forEach((version, index) => expect(version).toBeGreaterThanOrEqual(versions[index]!));
    versions = now;
  }
  const { targets } = await ground.read(id);
  expect(targets.expiresAt.getTime()).toBeGreaterThan(addDays(start, 365).getTime());
});

test('after an outage longer than every life of metadata the first round brings all of it back', async () => {
  const id = await ground.addUpdate();
  later(200);
  expect(await renew()).toEqual({ renewed: 1, failed: 0 });
  const { snapshot, targets } = await ground.read(id);
  for (const { expiresAt } of [snapshot, targets])
    expect(expiresAt).toEqual(addDays(ground.clock.now(), 90));
});

test('several instances at once renew each update once', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) ids.push(await ground.addUpdate());
  later(5);
  const rounds = await Promise.all([renew(), renew(), renew()]);
  expect(rounds.reduce((sum, { renewed }) => sum + renewed, 0)).toBe(6);
  const versions = await Promise.all(
    ids.map(async (id) => (await ground.read(id)).timestamp.version),
  );
  expect(new Set(versions).size).toBe(6);
});

test('one that cannot be renewed is counted and does not keep the others', async () => {
  const [bad, good] = [await ground.addUpdate(), await ground.addUpdate()];
  await ground
    .db()
    .updateTable('update_metadata')
    .set({ bytes: Buffer.from('{}') })
    .where('update_id', '=', bad)
    .where('role', '=', 'targets')
    .execute();
  later(60);
  expect(await renew()).toEqual({ renewed: 1, failed: 1 });
  expect((await ground.read(good)).timestamp.expiresAt).toEqual(addDays(ground.clock.now(), 7));
});

test('a renewal that does not get as far as the commit leaves all of the old metadata', async () => {
  const updateId = await ground.addUpdate();
  const before = await ground.read(updateId);
  const { factory } = ground;
  await expect(
    inTransaction(ground.db(), async (trx) => {
      await signAgain(trx, ground.services, { updateId, factory });
      throw new Error('the end');
    }),
  ).rejects.toThrow('the end');
  const after = await ground.read(updateId);
  for (const role of ['targets', 'snapshot', 'timestamp'] as const)
    expect(after[role].bytes.equals(before[role].bytes)).toBe(true);
});

test('tells when the first metadata of each origin and the first newest root expire', async () => {
  await ground.addUpdate();
  later(1);
  await ground.addUpdate();
  expect(await findFirstExpiries(ground.ctx())).toEqual({
    signed: addDays(start, 7),
    root: addDays(start, 20 * 365),
  });
});
