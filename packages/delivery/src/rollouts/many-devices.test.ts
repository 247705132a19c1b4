import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openPool } from '@moorgate/db';
import { isSoak, runStatement } from '@moorgate/testing';
import { useTuf } from '../test-support/use-tuf.ts';
import { advanceRollouts } from './advance-rollouts.ts';
import { createRollout } from './create-rollout.ts';
import { getRollout, listRolloutDevices } from './read-rollouts.ts';
import { unassignRollout } from './unassign.ts';

const fleet = isSoak() ? 100_000 : 12_000;
const tuf = useTuf();
const installation = { factory: tuf.factory };

/** As the owner of the database. */
const run = <R extends object>(text: string): Promise<R[]> =>
  runStatement<R>(tuf.database().url, text);

/** Devices of a group that report the tag `main`. */
const addDevices = async (count: number, group: string): Promise<void> => {
  await run(
    `with added as (
       insert into devices (uuid, factory, created_at, labels)
       select gen_random_uuid(), 'acme', now(), '{"group": "${group}"}' from generate_series(1, ${count})
       returning uuid
     ) insert into device_check_ins (device_uuid, tag) select uuid, 'main' from added`,
  );
};

/** How much more is in use, garbage left out, than at first; `stop` answers the most of it, in bytes. */
const watchHeldMemory = (): { stop(): number } => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = held();
  let most = 0;
  const look = (): void => {
    most = Math.max(most, held() - before);
  };
  const timer = setInterval(look, 1_000);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
};

const addRollout = async (rollout: string, group: string) => {
  const updateId = await tuf.addUpdate({ tag: 'main' });
  const { name } = await tuf
    .db()
    .selectFrom('updates')
    .select('name')
    .where('id', '=', updateId)
    .executeTakeFirstOrThrow();
  const names = { tag: 'main', update: name, rollout };
  await createRollout(tuf.ctx(), installation, {
    ...names,
    uuids: [randomUUID()],
    groups: [group],
  });
  return names;
};

test(`a rollout to ${fleet.toLocaleString('en')} devices is committed in bounded memory, read page by page, and taken back`, async () => {
  await addDevices(fleet, 'all');
  const names = await addRollout('everybody', 'all');
  const services = { ...tuf.ctx(), ...tuf.services };
  const memory = watchHeldMemory();
  expect(await advanceRollouts(services)).toEqual({ committed: 1, assigned: fleet, failed: 0 });
  expect(memory.stop()).toBeLessThan(20_000_000);

  const shown = await getRollout(tuf.ctx(), installation, names);
  expect(shown).toMatchObject({ effectiveCount: fleet, assignedCount: fleet });
  expect(shown.effectiveUuids).toHaveLength(10_000);
  let [read, cursor]: [number, string | null] = [0, null];
  do {
    const page = { ...names, limit: 1_000, cursor: cursor ?? undefined };
    const { items, nextCursor } = await listRolloutDevices(tuf.ctx(), installation, page);
    read += items.length;
    cursor = nextCursor;
  } while (cursor !== null);
  expect(read).toBe(fleet);

  await unassignRollout(tuf.ctx(), installation, names);
  const after = await getRollout(tuf.ctx(), installation, names);
  expect(after).toMatchObject({ state: 'closed', effectiveCount: 0, assignedCount: 0 });
}, 300_000);

test('a rollout holds no more than a thousand devices at a time, and goes on where it stopped', async () => {
  const group = 'sliced';
  await addDevices(2_500, group);
  const names = await addRollout('sliced', group);
  const of = `from devices where group_name = '${group}'`;
  const count = async (): Promise<number> =>
    (await run<{ count: number }>(`select count(*)::int ${of} and update_id is not null`))[0]!
      .count;
  const [first] = await run<{ uuid: string }>(`select uuid ${of} order by uuid limit 1`);
  const holder = openPool({ url: tuf.database().url, applicationName: 'holder' });
  const client = await holder.connect();
  await client.query('begin');
  const held = `(select uuid ${of} order by uuid offset 1500 limit 1)`;
  await client.query(`select from devices where uuid = ${held} for update`);
  const advanced = advanceRollouts({ ...tuf.ctx(), ...tuf.services });
  while ((await count()) === 0);
  // Whoever denies one of those waits for nothing.
  await run(`select from devices where uuid = '${first!.uuid}' for update nowait`);
  const shown = await getRollout(tuf.ctx(), installation, names);
  expect(shown.state).toBe('pending');
  expect(await count()).toBeLessThanOrEqual(1_000);
  await client.query('rollback');
  client.release();
  await holder.end();
  expect(await advanced).toEqual({ committed: 1, assigned: 2_500, failed: 0 });
  expect(await getRollout(tuf.ctx(), installation, names)).toMatchObject({ assignedCount: 2_500 });
});
