import { useExplainedStore } from '../test-support/explained-store.ts';
import { countRunsByName, listRunsByName } from './run-history.ts';

/** Many builds, of which few have a run of the name. */
const store = useExplainedStore([
  `insert into builds (factory, build_id, status, reason, definition, webhooks, created_at, created_by)
   select 'acme', i, 'PASSED', '', '', '[]', now(), 'test' from generate_series(1, 5000) as i`,
  `insert into build_runs (id, factory, build_id, name, status, script, params, timeout_seconds, priority,
     persistent_volumes, publishes_apps, tags, after_runs, created_at, queued_at)
   select gen_random_uuid(), 'acme', i, case when i % 100 = 0 then 'test' else 'other' end, 'PASSED', '', '{}', 60, 0,
     '{}', false, '{}', '{}', now(), now() from generate_series(1, 5000) as i`,
]);

const key = { factory: 'acme', name: 'test' };

test('the runs of a name are found and counted without those of all other names', async () => {
  const page = { ...key, offset: 10, limit: 2 };
  const rows = await listRunsByName(store.db(), page);
  expect(rows.map((row) => row.build_id)).toEqual([4_000, 3_900]);
  expect(await store.planOf(() => listRunsByName(store.db(), page))).toMatch(/build_runs_by_name/);
  expect(await countRunsByName(store.db(), key)).toBe(50);
  expect(await store.planOf(() => countRunsByName(store.db(), key))).toMatch(/build_runs_by_name/);
});
