import { randomUUID } from 'node:crypto';
import { useExplainedStore } from '../test-support/explained-store.ts';
import { listOpenRolloutMatches } from './rollout-assignment.ts';
import { countRolloutWork, listRolloutDevices } from './rollout-devices.ts';

const update = randomUUID();
const rollout = randomUUID();
const store = useExplainedStore([
  `insert into updates values ('${update}', 'acme', 'main', 'one', now(), 'me')`,
  `insert into rollouts (id, update_id, name, group_names, created_at, created_by, committed_at)
   values ('${rollout}', '${update}', 'all', '{all}', now(), 'me', now())`,
  `insert into devices (uuid, factory, created_at, labels)
   select gen_random_uuid(), 'acme', now(), '{"group": "all"}' from generate_series(1, 20000)`,
  `insert into device_check_ins (device_uuid, tag) select uuid, 'main' from devices`,
  `insert into rollout_devices (rollout_id, device_uuid, assigned_at)
   select '${rollout}', uuid, now() from devices order by uuid offset 10`,
]);

const readsAll = /Seq Scan on (?:devices|device_check_ins|rollout_devices)/;

test('finds the open rollout of a device that changed by keys alone, however large the fleet is', async () => {
  const { uuid } = await store
    .db()
    .selectFrom('devices')
    .select('uuid')
    .orderBy('uuid')
    .executeTakeFirstOrThrow();
  expect(await listOpenRolloutMatches(store.db(), [uuid])).toEqual([
    { rolloutId: rollout, uuids: [uuid] },
  ]);
  const plan = await store.planOf(() => listOpenRolloutMatches(store.db(), [uuid]));
  expect(plan).not.toMatch(readsAll);
});

test('sees that there is nothing to do, and reads a page of devices, without reading all of them', async () => {
  const nothing = await store.planOf(() => countRolloutWork(store.db()));
  expect(nothing).not.toMatch(/on devices|on rollout_devices/);
  const page = { groups: null, isEffective: true, after: randomUUID(), limit: 100 };
  const plan = await store.planOf(() => listRolloutDevices(store.db(), rollout, page));
  expect(plan).not.toMatch(readsAll);
});
