import { EventEmitter, once } from 'node:events';
import { createLogger } from '@moorgate/observability';
import { frozenClock } from '@moorgate/testing';
import { listAuditRecords } from '@moorgate/db';
import { useAudit } from '../test-support/use-audit.ts';
import { tallyRefusedRequests } from './record-refusals.ts';
import { createRefusalTally, type TalliedRefusal } from './tally-refusals.ts';

const { db, ctx } = useAudit();

const start = (instant = '2026-03-01T12:00:00.000Z') => {
  const clock = frozenClock(instant);
  const wrote = new EventEmitter();
  const written: (readonly TalliedRefusal<string>[])[] = [];
  let isBroken = false;
  const tally = createRefusalTally<string>({
    clock,
    log: createLogger({ service: 'test', level: 'silent' }),
    keyOf: (subject) => subject,
    write: (refusals) => {
      if (isBroken) return Promise.reject(new Error('no store'));
      written.push(refusals);
      wrote.emit('batch');
      return Promise.resolve();
    },
  });
  return { clock, written, tally, wrote, break: (now: boolean) => (isBroken = now) };
};

test('counts the same together, with the first and the last time', async () => {
  const { clock, written, tally } = start();
  const first = clock.now();
  tally.note('a');
  tally.note('b');
  clock.advance(1_000);
  tally.note('a');
  await tally.close();
  expect(written).toEqual([
    [
      { subject: 'a', count: 2, first, last: clock.now() },
      { subject: 'b', count: 1, first, last: first },
    ],
  ]);
  tally.note('c');
  await tally.close();
  expect(written).toHaveLength(1);
});

test('writes when the minute is over, without another refusal', async () => {
  const { written, tally, wrote } = start('2026-03-01T12:00:59.950Z');
  tally.note('a');
  await once(wrote, 'batch');
  expect(written).toHaveLength(1);
  await tally.close();
  expect(written).toHaveLength(1);
});

test('a flood of subjects is counted in one line beyond 10,000, whatever the store does', async () => {
  const { written, tally, break: breakStore } = start();
  breakStore(true);
  for (let number = 0; number < 12_000; number += 1) tally.note(String(number));
  tally.note('5');
  await tally.close();
  breakStore(false);
  await tally.close();
  const [lines] = written;
  expect(lines).toHaveLength(10_001);
  expect(lines).toContainEqual(expect.objectContaining({ subject: null, count: 2_000 }));
  expect(lines).toContainEqual(expect.objectContaining({ subject: '5', count: 2 }));
});

test('refused requests become one record for each actor, code and operation', async () => {
  const tally = tallyRefusedRequests(ctx());
  const principal = {
    kind: 'user',
    userId: 'u',
    username: 'ann',
    scopes: new Set<never>(),
    grants: [],
    credential: { kind: 'token', tokenId: 't' },
  } as const;
  const unknown = {
    principal: null,
    code: 'credentials_invalid',
    operationId: 'listDevices',
  } as const;
  tally.note({ ...unknown, address: '2001:db8::1' });
  tally.note({ ...unknown, address: '2001:db8::2' });
  tally.note({ ...unknown, address: '192.0.2.1', operationId: null });
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    tally.note({ principal, address, code: 'scope_missing', operationId: 'createUser' });
  await tally.close();
  const rows = await listAuditRecords(db(), { filter: {}, before: null, limit: 10 });
  const until = ctx().clock.now().toISOString();
  expect(rows.toReversed()).toMatchObject([
    {
      actor_kind: 'system',
      actor_name: 'anonymous',
      action: 'request.refused',
      target_kind: 'operation',
      target_id: 'listDevices',
      address: '2001:db8::1',
      after: { code: 'credentials_invalid', count: 2, until },
    },
    { target_id: 'none', address: '192.0.2.1', after: { count: 1 } },
    {
      actor_kind: 'token',
      actor_id: 't',
      actor_name: 'ann',
      target_id: 'createUser',
      address: '192.0.2.1',
      after: { code: 'scope_missing', count: 3 },
    },
  ]);
});
