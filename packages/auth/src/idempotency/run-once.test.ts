import { createHash } from 'node:crypto';
import { inTransaction } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { drawTokenKeys } from '../tokens/token-keys.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';
import { type KeptAnswer, type KeyedWork, type OnceResult, runOnce } from './run-once.ts';
import { sweepIdempotencyKeys } from './sweep-idempotency-keys.ts';

const people = usePeople();

let ada: UserContext;
beforeAll(async () => {
  ada = await people.makeUser();
});

/** Leaves one record, so that it can be counted how often it was done. */
const leaveRecord = (ctx: Context, name: string): Promise<void> =>
  inTransaction(ctx.db, (trx) =>
    recordAudit(trx, ctx, { action: 'test.done', targetKind: 'test', targetId: name }),
  );

const countOf = async (name: string): Promise<number> => {
  const rows = await people
    .db()
    .selectFrom('audit_records')
    .select('id')
    .where('target_id', '=', name)
    .execute();
  return rows.length;
};

type Work = KeyedWork<string>['work'];

const keyed = (name: string, work: Work, change: Partial<KeyedWork<string>> = {}) => ({
  keys: people.keys,
  principal: ada.principal,
  key: name,
  request: { operation: 'test', params: {}, query: undefined, body: { name } },
  work,
  keep: (outcome: { result: string } | { error: unknown }): KeptAnswer | null =>
    'result' in outcome ? { status: 201, headers: { A: 'b' }, body: outcome.result } : null,
  ...change,
});

const once = (
  name: string,
  work: Work = async (ctx) => {
    await leaveRecord(ctx, name);
    return 'first';
  },
  change: Partial<KeyedWork<string>> = {},
): Promise<OnceResult<string>> => runOnce(ada, keyed(name, work, change));

const second: Work = () => Promise.resolve('second');
const kept = { kept: { status: 201, headers: { A: 'b' }, body: 'first' } };
const code = (text: string): unknown => expect.objectContaining({ code: text });

/** Puts a time of the key 25 hours back. */
const age = async (name: string, column: 'created_at' | 'leased_until'): Promise<void> => {
  const then = new Date(Date.now() - 25 * 3_600_000);
  await people
    .db()
    .updateTable('idempotency_keys')
    .set({ [column]: then })
    .where('key_sha256', '=', createHash('sha256').update(name).digest())
    .execute();
};

test('a repetition gets the answer of the first request, which is not done again', async () => {
  expect(await once('repeat')).toEqual({ result: 'first' });
  expect(await once('repeat', second)).toEqual(kept);
  expect(await countOf('repeat')).toBe(1);
});

test('of a hundred at once one does the work, and the others are told to wait or get its answer', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => once('crowd')));
  expect(await countOf('crowd')).toBe(1);
  expect(outcomes.filter((one) => one.status === 'fulfilled' && 'result' in one.value).length).toBe(
    1,
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    expect(outcome.reason).toEqual(code('idempotency_key_in_progress'));
  }
});

test('one that is under way does not hold up its repetition, which is told when to ask again', async () => {
  let repetition: unknown;
  await once('slow', async (ctx) => {
    await inTransaction(ctx.db, async () => {
      repetition = await once('slow', second).catch((error: unknown) => error);
    });
    return 'first';
  });
  expect(repetition).toMatchObject({
    code: 'idempotency_key_in_progress',
    details: { retryAfterSeconds: 1 },
  });
});

test.each([
  ['another body', { body: { name: 'else' } }],
  ['other parameters', { params: { id: '1' } }],
  ['another query', { query: { a: 1 } }],
])('the key of a request with %s is refused', async (what, change) => {
  await once(what);
  const request = { ...keyed(what, second).request, ...change };
  await expect(once(what, second, { request })).rejects.toEqual(code('idempotency_key_reused'));
});

test('keys of other users and of other operations are other keys', async () => {
  await once('own');
  const bob = await people.makeUser();
  expect(await once('own', second, { principal: bob.principal })).toEqual({ result: 'second' });
  const request = { ...keyed('own', second).request, operation: 'other' };
  expect(await once('own', second, { request })).toEqual({ result: 'second' });
});

test('whose rights are limited to other groups is not shown the answer', async () => {
  await once('limited');
  const grants = [{ scopes: new Set<never>(), groups: new Set(['a']) }];
  const principal = { ...ada.principal, grants };
  await expect(once('limited', second, { principal })).rejects.toEqual(
    code('idempotency_key_reused'),
  );
});

test('the order in which rights are listed makes no other request', async () => {
  const grants = ['a', 'b'].map((group) => ({
    scopes: new Set<never>(),
    groups: new Set([group]),
  }));
  const who = (list: typeof grants) => ({ principal: { ...ada.principal, grants: list } });
  await once('order', undefined, who(grants));
  expect(await once('order', second, who(grants.toReversed()))).toEqual(kept);
});

test('after a failure that left nothing behind, a repetition is done anew', async () => {
  const failing: Work = (ctx) =>
    inTransaction(ctx.db, () => Promise.reject(fault('service_unavailable')));
  await expect(once('failed', failing)).rejects.toEqual(code('service_unavailable'));
  expect(await once('failed')).toEqual({ result: 'first' });
});

test('after one whose change may have been made, a repetition is told that it was', async () => {
  const unconfirmed: Work = async (ctx) => {
    await leaveRecord(ctx, 'unconfirmed');
    throw fault('committed_unconfirmed');
  };
  await expect(once('unconfirmed', unconfirmed)).rejects.toEqual(code('committed_unconfirmed'));
  await expect(once('unconfirmed', second)).rejects.toEqual(code('idempotency_outcome_unknown'));
  expect(await countOf('unconfirmed')).toBe(1);
});

/** The first request, of a process that ends before or after its commit: nothing of it is heard again. */
const crash = async (name: string, isCommitted: boolean): Promise<void> => {
  const never = new Promise<string>(() => undefined);
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  void once(name, async (ctx) => {
    if (isCommitted) await leaveRecord(ctx, name);
    resolve();
    return never;
  });
  await reached;
};

test('after a crash before the commit, a repetition is done once the lease is over', async () => {
  await crash('lost', false);
  await expect(once('lost', second)).rejects.toEqual(code('idempotency_key_in_progress'));
  await age('lost', 'leased_until');
  expect(await once('lost')).toEqual({ result: 'first' });
});

test('after a crash behind the commit, nothing is done a second time', async () => {
  await crash('committed', true);
  await age('committed', 'leased_until');
  await expect(once('committed')).rejects.toEqual(code('idempotency_outcome_unknown'));
  expect(await countOf('committed')).toBe(1);
});

test('a first try that was given up commits nothing when it goes on after all', async () => {
  const { promise: replaced, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const stalled = once('stalled', async (ctx) => {
    begin();
    await replaced;
    await leaveRecord(ctx, 'stalled');
    return 'late';
  });
  await begun;
  await age('stalled', 'leased_until');
  expect(await once('stalled')).toEqual({ result: 'first' });
  resolve();
  await expect(stalled).rejects.toEqual(code('idempotency_key_in_progress'));
  expect(await countOf('stalled')).toBe(1);
  expect(await once('stalled', second)).toEqual(kept);
});

test('after a day a key is new, and the sweep removes it', async () => {
  await once('old');
  await age('old', 'created_at');
  expect(await once('old', second)).toEqual({ result: 'second' });
  await age('old', 'created_at');
  expect(await sweepIdempotencyKeys(ada)).toBe(1);
  expect(await once('old')).toEqual({ result: 'first' });
});

test('neither the key nor the request can be read or tried out from the store', async () => {
  const request = { ...keyed('x', second).request, body: { password: 'correct horse' } };
  await once('secret-key', second, { request });
  const rows = await people.db().selectFrom('idempotency_keys').selectAll().execute();
  const text = JSON.stringify(rows.map((row) => Object.values(row).map(String)));
  expect(text).not.toMatch(/secret-key|correct horse/);
  const keys = drawTokenKeys();
  await expect(once('secret-key', second, { request, keys })).rejects.toEqual(
    code('idempotency_key_reused'),
  );
});

test('an answer that is larger than 64 KiB is not kept', async () => {
  const keep = (): KeptAnswer => ({ status: 200, headers: {}, body: 'x'.repeat(65_536) });
  await once('large', undefined, { keep });
  await expect(once('large', second)).rejects.toEqual(code('idempotency_outcome_unknown'));
});
