import { databaseOver, findTokenCredentialByHandle, openPool } from '@moorgate/db';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import { authenticateToken } from './authenticate-token.ts';
import { issueToken } from './issue-token.ts';
import { createTokenChecks, type TokenChecks } from './token-checks.ts';

const people = usePeople();
const { keys, operator, makeUser } = people;
const invalid = expect.objectContaining({ code: 'credentials_invalid' });

/** A lease in the hand of a test. */
const openLease = () => {
  const state = { isHeld: true, mayAsk: true };
  return { state, lease: { isHeld: () => state.isHeld, mayAsk: () => state.mayAsk } };
};

/** Checks that count their queries, over a lease. */
const openChecks = (): {
  checks: TokenChecks;
  state: { isHeld: boolean; mayAsk: boolean };
  queries: () => number;
} => {
  const { state, lease } = openLease();
  let queries = 0;
  const checks = createTokenChecks({
    keys,
    lease,
    onCheck: (source) => void (queries += source === 'store' ? 1 : 0),
  });
  return { checks, state, queries: () => queries };
};
const issue = async (): Promise<{ owner: UserContext; text: string; id: string }> => {
  const owner = await makeUser(['devices:read']);
  const { token, id } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
  return { owner, text: token, id };
};
const present = (checks: TokenChecks, text: string, address = '192.0.2.1') =>
  authenticateToken({ ...operator(), address }, checks, { text, kinds: ['pat'] });

test('a token that was checked costs no query while the lease is held, and one as soon as it is not', async () => {
  const { checks, state, queries } = openChecks();
  const { text } = await issue();
  const first = await present(checks, text);
  expect(await present(checks, text)).toEqual(first);
  expect(queries()).toBe(1);
  state.isHeld = false;
  expect(await present(checks, text)).toEqual(first);
  expect(queries()).toBe(2);
});

test('without a lease for so long that nobody waits any more, everybody is told to come back', async () => {
  const { checks, state } = openChecks();
  const { text } = await issue();
  await present(checks, text);
  Object.assign(state, { isHeld: false, mayAsk: false });
  await expect(present(checks, text)).rejects.toMatchObject({ code: 'service_unavailable' });
});

test.each([
  ['the token', ({ id }: { id: string }) => ({ kind: 'token', tokenId: id }) as const],
  [
    'its owner',
    ({ owner }: { owner: UserContext }) =>
      ({ kind: 'user', userId: owner.principal.userId }) as const,
  ],
  ['people', () => ({ kind: 'people' }) as const],
  ['everything', () => ({ kind: 'everything' }) as const],
])('a change of %s makes the next check ask the store', async (_what, changeOf) => {
  const { checks, queries } = openChecks();
  const issued = await issue();
  await present(checks, issued.text);
  checks.apply([{ sequence: 0, ageMs: 0, ...changeOf(issued) }]);
  await present(checks, issued.text);
  expect(queries()).toBe(2);
});

test('a change of others leaves what is held of a token', async () => {
  const { checks, queries } = openChecks();
  const { text } = await issue();
  await present(checks, text);
  checks.apply([
    { sequence: 1, ageMs: 0, kind: 'token', tokenId: 'another' },
    { sequence: 2, ageMs: 0, kind: 'device', deviceUuid: 'one' },
  ]);
  await present(checks, text);
  expect(queries()).toBe(1);
});

test('a look-up that a change has overtaken is made again, and what it found is not held', async () => {
  const { checks, queries } = openChecks();
  const { text } = await issue();
  const { sequence } = await findTokenCredentialByHandle(operator().db, { id: 'x' });
  checks.apply([{ sequence: sequence + 1, ageMs: 0, kind: 'people' }]);
  await expect(present(checks, text)).rejects.toMatchObject({ code: 'service_unavailable' });
  expect(queries()).toBe(1);
});

test('what is held ends with the token, and is asked from where it comes each time', async () => {
  const { checks } = openChecks();
  const { text, id } = await issue();
  await operator()
    .db.updateTable('tokens')
    .set({ cidrs: ['192.0.2.0/24'] })
    .where('id', '=', id)
    .execute();
  await present(checks, text);
  const elsewhere = present(checks, text, '198.51.100.7');
  await expect(elsewhere).rejects.toMatchObject({ code: 'token_address_forbidden' });
  await expect(present(checks, text, '::ffff:192.0.2.9')).resolves.toBeDefined();
  people.clock.set('2028-03-01T12:00:00.000Z');
  await expect(present(checks, text)).rejects.toEqual(invalid);
});

test('a token with a number of uses is good for exactly so many, also when they come at once', async () => {
  const { checks } = openChecks();
  const { text, id } = await issue();
  await operator().db.updateTable('tokens').set({ max_uses: 3 }).where('id', '=', id).execute();
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => present(checks, text)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(present(checks, text)).rejects.toEqual(invalid);
});

test('an unheld check is one statement, which finds what it needs by indexes', async () => {
  const statements: { text: string; values: unknown[] }[] = [];
  const pool = openPool({ url: people.url(), applicationName: 'counted' });
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const counted = (text: string, values: unknown[], ...rest: unknown[]): unknown => {
      statements.push({ text, values });
      return query(text, values, ...rest);
    };
    client.query = counted as typeof client.query;
  });
  const { checks } = openChecks();
  const { text } = await issue();
  const db = databaseOver(pool);
  await authenticateToken({ ...operator(), db }, checks, { text, kinds: ['pat'] });
  const [statement, ...others] = statements;
  expect(others).toEqual([]);
  await pool.query('set enable_seqscan = off', []);
  const explained = await pool.query<{ 'QUERY PLAN': string }>(
    `explain ${statement!.text}`,
    statement!.values,
  );
  const plan = explained.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Scan using tokens_pkey/);
  expect(plan).not.toMatch(/Seq Scan on (tokens|token_secrets|users|roles|user_roles)/);
  await db.destroy();
});
