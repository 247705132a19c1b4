import {
  beginSecondFactor,
  changeOwnPassword,
  confirmSecondFactor,
  type Context,
  createTokenChecks,
  createUser,
  defaultPasswordPolicy,
  drawSealingKeys,
  drawTokenKeys,
  resetSecondFactor,
  startSession,
  type TokenChecks,
  type UserPrincipal,
} from '@moorgate/auth';
import { createConfirmations, type Db, databaseOver, openPool } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, frozenClock, type TestDatabase } from '@moorgate/testing';
import { TOTP } from 'otpauth';
import { createOwnOrigin } from '../../same-origin.ts';
import { authenticateNative } from './authenticate.ts';
import { createSessionCookie } from '../../session-cookie.ts';

const hourMs = 3_600_000;
const password = 'correct horse battery';
const tokenKeys = drawTokenKeys();
const sealingKeys = drawSealingKeys();
const clock = frozenClock('2026-03-01T12:00:00.000Z');
const statements: string[] = [];

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  const pool = openPool({ url: database.urlFor('moorgate_admin'), applicationName: 'counted' });
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const counted = (text: string, ...rest: unknown[]): unknown => {
      statements.push(text);
      return query(text, ...rest);
    };
    client.query = counted as typeof client.query;
  });
  db = databaseOver(pool);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const surroundings = (): Omit<Context, 'principal'> => ({
  db,
  confirmations: createConfirmations(db),
  clock,
  log: createLogger({ service: 'test', level: 'silent' }),
  requestId: 'request',
  address: '192.0.2.1',
});
const operator = (): Context => ({
  ...surroundings(),
  principal: { kind: 'system', name: 'test' },
});

/** Tells the checks what the feed of changes says about a user, once. */
const createFollower = (tokenChecks: TokenChecks, userId: string) => {
  let sequence = 0;
  return async (): Promise<void> => {
    const rows = await db
      .selectFrom('change_feed')
      .select('sequence')
      .where('subject', '=', userId)
      .where('sequence', '>', sequence)
      .orderBy('sequence')
      .execute();
    sequence = rows.at(-1)?.sequence ?? sequence;
    tokenChecks.apply(
      rows.map((row) => ({ sequence: row.sequence, ageMs: 0, kind: 'user', userId })),
    );
  };
};

test('a session costs no query while passwords age and everybody needs a second factor, and obeys both at once', async () => {
  const username = 'ada';
  const { id: userId } = await createUser(operator(), {
    username,
    password,
    scopes: ['users:read-update'],
  });
  clock.advance(30 * 24 * hourMs - hourMs);
  const { token } = await startSession(operator(), tokenKeys, { username, password });
  const lease = { isHeld: () => true, mayAsk: () => true };
  const tokenChecks = createTokenChecks({ keys: tokenKeys, lease });
  const follow = createFollower(tokenChecks, userId);
  const services = {
    tokenChecks,
    enrolmentKeys: tokenKeys,
    tokenKeys,
    factory: 'acme',
    sessionCookie: createSessionCookie(false),
    ownOrigin: createOwnOrigin({ publicUrl: undefined, servesHttps: false }),
    accounts: {
      passwordPolicy: { ...defaultPasswordPolicy, maxAgeDays: 30 },
      requiresSecondFactor: true,
    },
  };
  const headers = { cookie: `moorgate-session=${token}` };
  const ask = (): Promise<UserPrincipal> =>
    authenticateNative(surroundings(), services, {
      method: 'GET',
      mayChange: false,
      path: '/v1/self',
      headers,
      query: new URLSearchParams(),
    });
  /** What ten requests are told, and how many queries they cost together. */
  const askOften = async (): Promise<[unknown, number]> => {
    await follow();
    statements.length = 0;
    const restrictions = new Set<unknown>();
    for (let count = 0; count < 10; count += 1) restrictions.add((await ask()).restriction);
    expect(restrictions.size).toBe(1);
    return [[...restrictions][0], statements.length];
  };

  expect(await askOften()).toEqual(['second_factor_setup_required', 1]);
  expect(await askOften()).toEqual(['second_factor_setup_required', 0]);

  const own: Context = { ...surroundings(), principal: await ask() };
  const { secret } = await beginSecondFactor(own, sealingKeys, password);
  const code = new TOTP({ secret }).generate({ timestamp: clock.now().getTime() });
  await confirmSecondFactor(own, { tokenKeys, sealingKeys }, code);
  expect(await askOften()).toEqual([null, 1]);

  clock.advance(hourMs - 1);
  expect(await askOften()).toEqual([null, 0]);
  clock.advance(1);
  expect(await askOften()).toEqual(['password_expired', 0]);

  const next = 'another horse battery';
  await changeOwnPassword(own, { presentPassword: password, password: next });
  expect(await askOften()).toEqual([null, 1]);

  await resetSecondFactor(operator(), username);
  expect(await askOften()).toEqual(['second_factor_setup_required', 1]);
});
