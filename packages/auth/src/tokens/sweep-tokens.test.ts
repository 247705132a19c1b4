import { listAuditRecordsByTarget } from '@moorgate/db';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { changeToken } from './change-token.ts';
import { tokenExpiryNotice } from './expiry-notice.ts';
import { findToken } from './find-token.ts';
import { issueToken } from './issue-token.ts';
import { sweepTokens } from './sweep-tokens.ts';

const { db, operator, clock, keys, contextFrom, makeUser } = usePeople();

const dayMs = 86_400_000;
const inDays = (days: number): Date => new Date(clock.now().getTime() + days * dayMs);
const make = async (
  owner: UserContext,
  days: number,
  scopes: Scope[] = ['devices:read'],
): Promise<string> =>
  (await issueToken(owner, keys, { name: 'x', scopes, expiresAt: inDays(days) })).id;
const recordsOf = async (id: string, action: string): Promise<unknown[]> =>
  (await listAuditRecordsByTarget(db(), { kind: 'token', id }))
    .filter((record) => record.action === action)
    .map(({ after }) => after);
const sweep = (): Promise<void> => sweepTokens(operator());

describe('warnings', () => {
  const daysOf = async (id: string): Promise<unknown[]> =>
    (await recordsOf(id, 'token.expires_soon')).map((after) => (after as { days: number }).days);

  test('are written 30, 7 and 1 days ahead, once each, however often it is looked', async () => {
    const owner = await makeUser(['devices:read']);
    const id = await make(owner, 40);
    const seen: unknown[][] = [];
    for (const days of [9, 1, 10, 13, 4, 2]) {
      clock.advance(days * dayMs);
      await sweep();
      await sweep();
      seen.push(await daysOf(id));
    }
    expect(seen).toEqual([[], [30], [30], [30, 7], [30, 7], [30, 7, 1]]);
  });

  test('skip those that were missed, and those that are older than the token', async () => {
    const owner = await makeUser(['devices:read']);
    const [long, short, brief] = [
      await make(owner, 40),
      await make(owner, 6),
      await make(owner, 1),
    ];
    clock.advance(0.5 * dayMs);
    await sweep();
    expect(await daysOf(short)).toEqual([]);
    clock.advance(4.9 * dayMs);
    await sweep();
    expect(await daysOf(short)).toEqual([1]);
    expect(await daysOf(brief)).toEqual([]);
    clock.advance(34 * dayMs);
    await sweep();
    expect(await daysOf(long)).toEqual([1]);
  });

  test('reach every token, over several pages', async () => {
    const owner = await makeUser(['devices:read']);
    const ids: string[] = [];
    for (let round = 0; round < 205; round += 1) ids.push(await make(owner, 31));
    clock.advance(2 * dayMs);
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const { count } = await db()
      .selectFrom('audit_records')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('action', '=', 'token.expires_soon')
      .where('target_id', 'in', ids)
      .executeTakeFirstOrThrow();
    expect(count).toBe(205);
  });
});

describe('disuse', () => {
  const use = async (id: string): Promise<void> => {
    const used = { last_used_at: clock.now() };
    await db().updateTable('tokens').set(used).where('id', '=', id).execute();
  };
  const stateOf = async (id: string): Promise<string> => (await findToken(operator(), id)).state;

  test('disables what nobody used for a year, and for 90 days with rights over others', async () => {
    const owner = await makeUser(['devices:read', 'users:read', 'tokens:rotate-self']);
    const plain = await make(owner, 700);
    const rotating = await make(owner, 700, ['tokens:rotate-self']);
    const powerful = await make(owner, 700, ['users:read']);
    clock.advance(90 * dayMs + 1);
    await sweep();
    expect(await stateOf(plain)).toBe('active');
    expect(await stateOf(rotating)).toBe('active');
    expect(await findToken(operator(), powerful)).toMatchObject({
      state: 'disabled',
      disableReason: 'unused',
    });
    expect(await recordsOf(powerful, 'token.disabled')).toHaveLength(1);
    clock.advance(200 * dayMs);
    await use(plain);
    clock.advance(80 * dayMs);
    await sweep();
    expect([await stateOf(plain), await stateOf(rotating)]).toEqual(['active', 'disabled']);
  });

  test('begins anew when the owner enables the token', async () => {
    const owner = await makeUser(['devices:read']);
    const id = await make(owner, 700);
    clock.advance(366 * dayMs);
    await sweep();
    await changeToken(owner, id, { isDisabled: false });
    clock.advance(100 * dayMs);
    await sweep();
    expect(await stateOf(id)).toBe('active');
  });

  test('never disables a token of Insight', async () => {
    const owner = await makeUser(['users:read']);
    const id = await make(owner, 700, ['users:read']);
    await db().updateTable('tokens').set({ dialect: 'insight' }).where('id', '=', id).execute();
    clock.advance(600 * dayMs);
    await sweep();
    expect(await stateOf(id)).toBe('active');
  });
});

describe('tokenExpiryNotice', () => {
  test('tells the end of a token from 30 days ahead on, and nothing about sessions', async () => {
    const owner = await makeUser(['devices:read']);
    const expiresAt = inDays(31);
    const { token } = await issueToken(owner, keys, {
      name: 'x',
      scopes: ['devices:read'],
      expiresAt,
    });
    const { principal } = await contextFrom(token);
    expect(tokenExpiryNotice(principal, clock.now())).toBeNull();
    expect(tokenExpiryNotice(principal, inDays(1))).toBe(expiresAt.toISOString());
    expect(tokenExpiryNotice(owner.principal, inDays(1))).toBeNull();
    expect(tokenExpiryNotice({ kind: 'system', name: 'x' }, clock.now())).toBeNull();
  });
});
