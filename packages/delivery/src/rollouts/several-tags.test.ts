/** Devices that report several tags, and rollouts of each of them. */
import { randomUUID } from 'node:crypto';
import { useTuf } from '../test-support/use-tuf.ts';
import { advanceRollouts } from './advance-rollouts.ts';
import { createRollout } from './create-rollout.ts';
import { explainAssignment, type ExplainedAssignment } from './explain-assignment.ts';

const tuf = useTuf();
const { factory } = tuf;

interface Update {
  readonly id: string;
  readonly tag: string;
}

const newTag = (): string => `tag-${randomUUID().slice(0, 8)}`;
const addUpdate = async (tag: string): Promise<Update> => ({
  id: await tuf.addUpdate({ tag }),
  tag,
});

const newDevice = async (tag: string): Promise<string> => {
  const uuid = await tuf.insertDevice();
  await tuf.db().insertInto('device_check_ins').values({ device_uuid: uuid, tag }).execute();
  return uuid;
};
const report = async (uuid: string, tag: string): Promise<void> => {
  const update = tuf.db().updateTable('device_check_ins').set({ tag });
  await update.where('device_uuid', '=', uuid).execute();
  await advance();
};

const advance = async (): Promise<void> => {
  await advanceRollouts({ ...tuf.ctx(), ...tuf.services });
};
const rollOut = async (
  { id, tag }: Update,
  rollout: string,
  uuids: readonly string[],
): Promise<void> => {
  const { name } = await tuf
    .db()
    .selectFrom('updates')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const request = { tag, update: name, rollout, uuids, groups: [] };
  await createRollout(tuf.ctx(), { factory }, request);
  await advance();
};

const updateOf = async (uuid: string): Promise<string | null> => {
  const device = tuf.db().selectFrom('devices').select('update_id').where('uuid', '=', uuid);
  return (await device.executeTakeFirstOrThrow()).update_id;
};
const why = (uuid: string): Promise<ExplainedAssignment> =>
  explainAssignment(tuf.ctx(), { factory }, { uuid });

test.each([',', ' ', ', ', ',,'])(
  'a device that reports two tags separated by "%s" fits a rollout of each',
  async (separator) => {
    for (const index of [0, 1]) {
      const tags = [newTag(), newTag()];
      const update = await addUpdate(tags[index]!);
      const uuid = await newDevice(tags.join(separator));
      await rollOut(update, 'first', [uuid]);
      expect(await updateOf(uuid)).toBe(update.id);
      expect(await why(uuid)).toMatchObject({ reason: 'assigned' });
    }
  },
);

test('a tag is one of those that a device reports, never a part of one', async () => {
  const tag = newTag();
  const uuid = await newDevice(`${tag}-beta,x${tag}`);
  await rollOut(await addUpdate(tag), 'first', [uuid]);
  expect(await updateOf(uuid)).toBeNull();
  expect((await why(uuid)).rollouts).toMatchObject([
    {
      reason: 'tag_differs',
      explanation: `The device reports the tags ${tag}-beta and x${tag}; the update is for ${tag}.`,
    },
  ]);
});

test('of rollouts of both tags the one that was asked for last counts, and it says so', async () => {
  const [main, beta] = [newTag(), newTag()];
  const [older, newer] = [await addUpdate(main), await addUpdate(beta)];
  const [both, late] = [await newDevice(`${main},${beta}`), await newDevice('')];
  await rollOut(older, 'stable', [both, late]);
  expect(await updateOf(both)).toBe(older.id);
  await rollOut(newer, 'trial', [both, late]);
  expect(await updateOf(both)).toBe(newer.id);
  expect((await why(both)).rollouts).toMatchObject([
    { rollout: 'trial', reason: 'assigned' },
    {
      rollout: 'stable',
      reason: 'replaced',
      explanation: expect.stringContaining(`the later rollout trial of the tag ${beta} took its`),
    },
  ]);

  await report(late, `${beta} ${main}`);
  expect(await updateOf(late)).toBe(newer.id);
  const { rollouts } = await why(late);
  expect(rollouts).toMatchObject([{ reason: 'assigned' }, { reason: 'later_rollout' }]);
  expect(rollouts[1]!.explanation).toMatch(
    `is older than trial of the tag ${beta}, which the device was in; of the rollouts of all tags that a device reports the one that was asked for last counts`,
  );

  // Nothing changes hands when the device is looked at again.
  await report(both, `${beta},${main}`);
  expect(await updateOf(both)).toBe(newer.id);
  const newest = await addUpdate(main);
  await rollOut(newest, 'next', [both]);
  expect(await updateOf(both)).toBe(newest.id);
});

test('a device that gives up one of its tags has the update of the other again', async () => {
  const [main, beta] = [newTag(), newTag()];
  const [older, newer] = [await addUpdate(main), await addUpdate(beta)];
  const uuid = await newDevice(`${main},${beta}`);
  await rollOut(older, 'stable', [uuid]);
  await rollOut(newer, 'trial', [uuid]);
  await report(uuid, main);
  expect(await updateOf(uuid)).toBe(older.id);
  expect(await why(uuid)).toMatchObject({ reason: 'assigned', tag: main });
  await report(uuid, `${main},${beta}`);
  expect(await updateOf(uuid)).toBe(newer.id);
});
