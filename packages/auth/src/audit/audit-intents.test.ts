import { inTransaction } from '@moorgate/db';
import type { Context } from '../context.ts';
import { useAudit } from '../test-support/use-audit.ts';
import {
  type AuditIntent,
  completeIntent,
  intendChanges,
  type IntendedChange,
  listUnsettledPlaces,
  type RecordOf,
  settleIntents,
} from './audit-intents.ts';

const { ctx, clock, asOwner } = useAudit();

const place = { kind: 'push', place: 'repository' } as const;
const recordOf: RecordOf = ({ item, before, after }) => ({
  action: 'reference.moved',
  targetKind: 'reference',
  targetId: item,
  before: { object: before },
  after: { object: after },
});
const move = (before: string | null, after: string | null, item = 'main'): IntendedChange => ({
  ...{ item, before, after },
});

const as = (name: string): Context => ({
  ...ctx(),
  principal: { kind: 'system', name },
  requestId: `request of ${name}`,
  address: '192.0.2.7',
});
const intend = (name: string, ...changes: IntendedChange[]): Promise<AuditIntent> =>
  intendChanges(as(name), { ...place, changes });
const complete = (name: string, intent: AuditIntent, ...made: IntendedChange[]): Promise<void> =>
  inTransaction(ctx().db, (trx) => completeIntent(trx, as(name), { intent, made, recordOf }));
const settle = (present: Readonly<Record<string, string | null>> | null) =>
  settleIntents(ctx(), {
    ...place,
    recordOf,
    look: () => Promise.resolve(present === null ? null : new Map(Object.entries(present))),
  });

const records = async (): Promise<string[]> => {
  const rows = await asOwner<{ by: string; id: string; move: string }>(
    `select actor_name as by, target_id as id, (before ->> 'object') || ' ' || (after ->> 'object') as move
     from audit_records where action = 'reference.moved' order by audit_records.id`,
  );
  return rows.map((row) => `${row.by}: ${row.id} ${row.move}`);
};
const left = () => asOwner('select item from audit_intents');

test('what has changed without a record is recorded for whoever did it, when and from where they began', async () => {
  const begunAt = clock.now();
  await intend('ada', move('a', 'b'));
  clock.advance(60_000);
  expect(await settle({ main: 'b' })).toMatchObject([move('a', 'b')]);
  const rows = await asOwner(
    `select at, actor_kind, actor_id, address, request_id from audit_records where actor_name = 'ada'`,
  );
  expect(rows).toEqual([
    {
      at: begunAt,
      actor_kind: 'system',
      actor_id: 'ada',
      address: '192.0.2.7',
      request_id: 'request of ada',
    },
  ]);
  expect(await left()).toEqual([]);
});

test('what has not changed has no record, and is forgotten after ten minutes', async () => {
  await intend('ada', move('a', 'b'), move(null, 'b', 'new'), move('a', null, 'old'));
  expect(await settle({ main: 'a', old: 'a' })).toEqual([]);
  clock.advance(599_000);
  await settle({ main: 'a', old: 'a' });
  expect(await left()).toHaveLength(3);
  clock.advance(2_000);
  await settle({ main: 'a', old: 'a' });
  expect(await left()).toEqual([]);
  expect(await records()).toEqual([]);
});

test('of several changes those are recorded that were made, whenever that is seen', async () => {
  await intend('ada', move('a', 'b'), move('a', null, 'old'));
  await settle({ main: 'b', old: 'a' });
  await settle({ main: 'b', old: 'a' });
  expect(await records()).toEqual(['ada: main a b']);
  await settle({ main: 'b' });
  expect(await asOwner(`select 1 from audit_records where target_id = 'old'`)).toHaveLength(1);
  expect(await left()).toEqual([]);
});

test('an operation that ends by itself is recorded once, whether it was settled meanwhile or not', async () => {
  const early = await intend('ada', move('a', 'b'), move('x', 'y', 'other'));
  await settle({ main: 'b', other: 'x' });
  await complete('ada', early, move('a', 'b'), move('x', 'y', 'other'));
  const late = await intend('bob', move('b', 'c'));
  await complete('bob', late, move('b', 'c'));
  await settle({ main: 'c', other: 'y' });
  expect(await records()).toEqual(['ada: main a b', 'ada: other x y', 'bob: main b c']);
});

test('what was tried again after it came to nothing is recorded for whoever made it, and for nobody else', async () => {
  await intend('ada', move('a', 'b'));
  const again = await intend('bob', move('a', 'b'));
  await complete('bob', again, move('a', 'b'));
  await settle({ main: 'b' });
  clock.advance(601_000);
  await settle({ main: 'b' });
  expect(await records()).toEqual(['bob: main a b']);
  expect(await left()).toEqual([]);
});

test('two that began at one place and were both made have both their records', async () => {
  const one = await intend('ada', move(null, 'b'));
  const other = await intend('bob', move(null, 'c'));
  await complete('ada', one, move(null, 'b'));
  await complete('bob', other, move(null, 'c'));
  expect(await asOwner(`select 1 from audit_records where target_id = 'main'`)).toHaveLength(2);
});

test('changes that followed each other are all recorded, though only the end of them is seen', async () => {
  await intend('ada', move('a', 'b'));
  await intend('bob', move('b', 'c'));
  await intend('eve', move('b', 'd'));
  await settle({ main: 'c' });
  expect(await records()).toEqual(['ada: main a b', 'bob: main b c']);
});

test('where nobody can look any more nothing is recorded, and all of it is forgotten in its time', async () => {
  await intend('ada', move('a', null));
  expect(await settle(null)).toEqual([]);
  clock.advance(601_000);
  await settle(null);
  expect(await left()).toEqual([]);
  expect(await records()).toEqual([]);
});

test('two that settle at once record nothing twice', async () => {
  await intend('ada', move('a', 'b'));
  await Promise.all([1, 2, 3, 4].map(() => settle({ main: 'b' })));
  expect(await records()).toEqual(['ada: main a b']);
});

test('places are listed by what changes there, while something does', async () => {
  const intent = await intend('ada', move('a', 'b'), move('c', 'd', 'other'));
  expect(await listUnsettledPlaces(ctx(), 'push')).toEqual(['repository']);
  expect(await listUnsettledPlaces(ctx(), 'manifest')).toEqual([]);
  await complete('ada', intent);
  expect(await listUnsettledPlaces(ctx(), 'push')).toEqual([]);
});
