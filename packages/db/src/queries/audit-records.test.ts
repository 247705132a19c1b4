import { useExplainedStore } from '../test-support/explained-store.ts';
import { type AuditRecordFilter, listAuditRecords } from './audit-records.ts';
import { listSealedAuditRecords } from './audit-seals.ts';

/** Enough records that reading them all would cost more than a range of an index; four in a thousand fit each filter. */
const { db, planOf } = useExplainedStore([
  `insert into audit_records (at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, request_id)
   select timestamptz '2026-01-01' + i * interval '1 second', 'user', 'id' || i % 250, 'name' || i % 250,
     'action' || i % 250, 'thing', 't' || i % 250, '192.0.2.' || i % 250, 'r' || i
   from generate_series(1, 20000) as i`,
  `insert into audit_seals select i, i, now(), 1, sha256('a') from generate_series(1, 20000) as i`,
]);

const filters: readonly (readonly [string, AuditRecordFilter, string])[] = [
  ['without a filter', {}, 'audit_records_by_time'],
  [
    'of a time',
    { from: new Date('2026-01-01T01:00:00Z'), to: new Date('2026-01-01T02:00:00Z') },
    'audit_records_by_time',
  ],
  ['by the name of the actor', { actorName: 'name7' }, 'audit_records_by_actor_name'],
  ['by the id of the actor', { actorId: 'id7' }, 'audit_records_by_actor'],
  ['by the action', { action: 'action7' }, 'audit_records_by_action'],
  ['by the target', { targetKind: 'thing', targetId: 't7' }, 'audit_records_by_target'],
  ['by the address', { address: '192.0.2.7' }, 'audit_records_by_address'],
  ['by the request', { requestId: 'r7' }, 'audit_records_by_request'],
];

test.each(filters)('a page %s is one range of an index', async (_title, filter, index) => {
  const first = await listAuditRecords(db(), { filter, before: null, limit: 11 });
  const last = first.at(-1)!;
  for (const before of [null, { at: last.at, id: last.id }]) {
    const plan = await planOf(() => listAuditRecords(db(), { filter, before, limit: 11 }));
    expect(plan).toMatch(new RegExp(`${index} on`));
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  }
});

test('the chain is read by ranges of its positions', async () => {
  const plan = await planOf(() => listSealedAuditRecords(db(), { after: 10_000, limit: 100 }));
  expect(plan).toContain('audit_seals_pkey on');
  expect(plan).not.toMatch(/Seq Scan on audit_(records|seals)/);
});
