import { randomUUID } from 'node:crypto';
import { findRolloutByKey } from '@moorgate/db';
import { runStatement } from '@moorgate/testing';
import { useTuf } from '../test-support/use-tuf.ts';
import { advanceRollouts, type AdvanceServices } from './advance-rollouts.ts';
import { createRollout } from './create-rollout.ts';
import { closeRollout } from './end-rollout.ts';

const tuf = useTuf();

const services = (): AdvanceServices => ({ ...tuf.ctx(), ...tuf.services });
const { factory } = tuf;

const nameOf = async (updateId: string): Promise<{ tag: string; update: string }> => {
  const { tag, name } = await tuf
    .db()
    .selectFrom('updates')
    .select(['tag', 'name'])
    .where('id', '=', updateId)
    .executeTakeFirstOrThrow();
  return { tag, update: name };
};

const request = async (
  updateId: string,
  rollout: string,
  selection: { readonly uuids?: readonly string[]; readonly groups?: readonly string[] },
): Promise<void> => {
  const names = { ...(await nameOf(updateId)), rollout };
  await createRollout(tuf.ctx(), { factory }, { uuids: [], groups: [], ...names, ...selection });
};

const newDevice = async (tag: string): Promise<string> => {
  const uuid = await tuf.insertDevice();
  await tuf.db().insertInto('device_check_ins').values({ device_uuid: uuid, tag }).execute();
  return uuid;
};

const newTag = (): string => `tag-${randomUUID().slice(0, 8)}`;

const updateOf = async (uuid: string): Promise<string | null> =>
  (
    await tuf
      .db()
      .selectFrom('devices')
      .select('update_id')
      .where('uuid', '=', uuid)
      .executeTakeFirstOrThrow()
  ).update_id;

/** As the owner of the database. */
const run = <R extends object>(text: string): Promise<R[]> =>
  runStatement<R>(tuf.database().url, text);

const lastChanges = async (after: number): Promise<string[]> => {
  const changes = `select kind from change_feed where sequence > ${after} order by sequence`;
  return (await run<{ kind: string }>(changes)).map(({ kind }) => kind);
};
const sequence = async (): Promise<number> =>
  (await tuf.db().selectFrom('change_feed_counter').select('sequence').executeTakeFirstOrThrow())
    .sequence;

test('commits what another instance left, signs the update again, records it and tells the gateways, all at once', async () => {
  const tag = newTag();
  const [first, second] = [await tuf.addUpdate({ tag }), await tuf.addUpdate({ tag })];
  const before = (await tuf.read(first)).timestamp.envelope.signed.version;
  const uuid = await newDevice(tag);
  const from = await sequence();
  await request(first, 'first', { uuids: [uuid] });
  expect(await updateOf(uuid)).toBeNull();
  expect(await advanceRollouts(services())).toEqual({ committed: 1, assigned: 1, failed: 0 });
  expect(await updateOf(uuid)).toBe(first);
  expect(await lastChanges(from)).toEqual(['device']);
  const after = (await tuf.read(first)).timestamp.envelope.signed.version;
  expect(after).toBeGreaterThan((await tuf.read(second)).timestamp.envelope.signed.version);
  expect(after).toBeGreaterThan(before);
  const records =
    "select after from audit_records where action = 'rollout.committed' order by id desc";
  expect(await run(`${records} limit 1`)).toEqual([{ after: { devices: 1 } }]);
  expect(await advanceRollouts(services())).toEqual({ committed: 0, assigned: 0, failed: 0 });
});

test('commits nothing of a rollout whose work fails, tries it again, and the others meanwhile', async () => {
  const tag = newTag();
  const [broken, sound] = [await tuf.addUpdate({ tag }), await tuf.addUpdate({ tag: newTag() })];
  const uuid = await newDevice(tag);
  await request(broken, 'first', { uuids: [uuid] });
  await request(sound, 'second', { groups: ['any'] });
  await run('alter table rollout_devices add constraint failing check (false) not valid');
  expect(await advanceRollouts(services())).toEqual({ committed: 1, assigned: 0, failed: 1 });
  expect(await updateOf(uuid)).toBeNull();
  await run('alter table rollout_devices drop constraint failing');
  expect(await advanceRollouts(services())).toEqual({ committed: 1, assigned: 1, failed: 0 });
  expect(await updateOf(uuid)).toBe(broken);
});

test('several instances at once commit each rollout once, and the one that was asked for last counts', async () => {
  const tag = newTag();
  const uuids = [await newDevice(tag), await newDevice(tag)];
  const updates: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const updateId = await tuf.addUpdate({ tag });
    updates.push(updateId);
    await request(updateId, 'first', { uuids });
  }
  const rounds = await Promise.all([1, 2, 3, 4].map(() => advanceRollouts(services())));
  expect(rounds.map(({ committed }) => committed).reduce((sum, one) => sum + one)).toBe(6);
  for (const uuid of uuids) expect(await updateOf(uuid)).toBe(updates.at(-1));
});

test('a device that reports its tag while a rollout is being committed is never missed', async () => {
  for (let count = 0; count < 15; count += 1) {
    const tag = newTag();
    const updateId = await tuf.addUpdate({ tag });
    const uuid = await newDevice('');
    const report = tuf
      .db()
      .updateTable('device_check_ins')
      .set({ tag })
      .where('device_uuid', '=', uuid)
      .execute();
    await request(updateId, 'first', { uuids: [uuid] });
    await Promise.all([report, advanceRollouts(services()), advanceRollouts(services())]);
    await advanceRollouts(services());
    expect(await updateOf(uuid)).toBe(updateId);
  }
});

test('a rollout that is closed before it was committed takes no devices', async () => {
  const tag = newTag();
  const updateId = await tuf.addUpdate({ tag });
  const uuid = await newDevice(tag);
  await request(updateId, 'first', { uuids: [uuid] });
  await closeRollout(tuf.ctx(), { factory }, { ...(await nameOf(updateId)), rollout: 'first' });
  expect(await advanceRollouts(services())).toMatchObject({ committed: 1, assigned: 0 });
  expect(await updateOf(uuid)).toBeNull();
});

test('a rollout that a device would refuse is refused with the reason, and a device that comes later is left out', async () => {
  const tag = newTag();
  const updateId = await tuf.addUpdate({ tag });
  const [refusing, willing] = [await newDevice(tag), await newDevice(tag)];
  const versions = { targets_version: 1, snapshot_version: 1, timestamp_version: 1 };
  const foreign = { root_version: 1, root_sha256: Buffer.alloc(32, 7), ...versions };
  await tuf
    .db()
    .insertInto('device_metadata')
    .values({ device_uuid: refusing, ...foreign })
    .execute();
  await expect(request(updateId, 'first', { uuids: [refusing, willing] })).rejects.toMatchObject({
    code: 'metadata_not_acceptable',
    details: { detail: expect.stringContaining(refusing) },
  });
  const key = { factory, ...(await nameOf(updateId)) };
  const missing = { factory, tag: key.tag, name: key.update, rollout: 'first', groups: null };
  expect(await findRolloutByKey(tuf.db(), missing)).toBeUndefined();

  await tuf
    .db()
    .updateTable('devices')
    .set({ labels: { group: 'elsewhere' } })
    .where('uuid', '=', refusing)
    .execute();
  await request(updateId, 'second', { groups: ['joined'] });
  await advanceRollouts(services());
  for (const uuid of [refusing, willing])
    await tuf
      .db()
      .updateTable('devices')
      .set({ labels: { group: 'joined' } })
      .where('uuid', '=', uuid)
      .execute();
  await advanceRollouts(services());
  expect([await updateOf(refusing), await updateOf(willing)]).toEqual([null, updateId]);
});
