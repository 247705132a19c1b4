import { randomUUID } from 'node:crypto';
import { runStatement } from '@moorgate/testing';
import { useTuf } from '../test-support/use-tuf.ts';
import { advanceRollouts } from './advance-rollouts.ts';
import { createRollout } from './create-rollout.ts';
import { getRollout, listRolloutDevices } from './read-rollouts.ts';
import { unassignRollout } from './unassign.ts';

const fleet = 100_000;
const tuf = useTuf();

test(`a rollout to ${fleet.toLocaleString('en')} devices is committed as one, read page by page, and taken back`, async () => {
  await runStatement(
    tuf.database().url,
    `insert into devices (uuid, factory, created_at, labels)
     select gen_random_uuid(), 'acme', now(), '{"group": "all"}' from generate_series(1, ${fleet});
     insert into device_check_ins (device_uuid, tag) select uuid, 'main' from devices`,
  );
  const updateId = await tuf.addUpdate({ tag: 'main' });
  const { name } = await tuf
    .db()
    .selectFrom('updates')
    .select('name')
    .where('id', '=', updateId)
    .executeTakeFirstOrThrow();
  const names = { tag: 'main', update: name, rollout: 'everybody' };
  const services = { ...tuf.ctx(), ...tuf.services };
  const installation = { factory: tuf.factory };
  const request = { ...names, uuids: [randomUUID()], groups: ['all'] };
  await createRollout(tuf.ctx(), installation, request);
  const heldBefore = process.memoryUsage().heapUsed;
  expect(await advanceRollouts(services)).toEqual({ committed: 1, assigned: fleet, failed: 0 });
  expect(process.memoryUsage().heapUsed - heldBefore).toBeLessThan(20_000_000);

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
}, 120_000);
