import { listAuditRecordsByTarget } from '@moorgate/db';
import {
  createRole,
  deactivateUser,
  loginWithIdentity,
  type ProviderPolicy,
  type Scope,
  type StartedSession,
  unlinkIdentity,
  unlinkOwnIdentity,
} from '../index.ts';
import { usePeople } from '../test-support/use-people.ts';

const people = usePeople();
const { db, keys, operator } = people;

const administration: readonly Scope[] = ['users:create', 'users:read-update'];

/** The group `chiefs` administrates by one role; `makers` and `keepers` do together; `readers` do not. */
const policy: ProviderPolicy = {
  provider: 'corp',
  issuer: 'https://corp.example',
  rolesOfGroups: new Map([
    ['chiefs', ['chief', 'reader']],
    ['makers', ['maker']],
    ['keepers', ['keeper']],
    ['readers', ['reader']],
  ]),
  newcomers: { roles: [], scopes: [] },
  admitsPasswordAccounts: false,
};

beforeAll(async () => {
  const roles: readonly (readonly [string, readonly Scope[]])[] = [
    ['chief', administration],
    ['maker', ['users:create']],
    ['keeper', ['users:read-update']],
    ['reader', ['devices:read']],
  ];
  for (const [name, scopes] of roles) await createRole(operator(), { name, scopes });
});

/** Leaves nobody who could administrate. */
const deactivateAll = (): Promise<unknown> =>
  db()
    .updateTable('users')
    .set({ deactivated_at: new Date(0), deactivated_by: 'test' })
    .where('deactivated_at', 'is', null)
    .execute();
beforeEach(deactivateAll);

let lastNumber = 0;

/** Logs somebody new in, and answers what logs them in again, with other groups. */
const newcomer = (): ((...groups: string[]) => Promise<StartedSession>) => {
  lastNumber += 1;
  const name = `person${lastNumber}`;
  return (...groups) =>
    loginWithIdentity(operator(), keys, {
      policy,
      identity: { subject: name, login: name, groups },
    });
};

const rolesOf = async (username: string): Promise<string[]> => {
  const rows = await db()
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select('roles.name')
    .where('users.username', '=', username)
    .orderBy('roles.name')
    .execute();
  return rows.map(({ name }) => name);
};

const recordsOf = async ({ token }: StartedSession, action: string) => {
  const { principal } = await people.contextFrom(token);
  const target = { kind: 'user', id: principal.userId };
  return (await listAuditRecordsByTarget(db(), target)).filter(
    (record) => record.action === action,
  );
};

test('keeps the role that a provider takes away, and loses the others; that is recorded at each login', async () => {
  const logIn = newcomer();
  await logIn('chiefs');
  const session = await logIn();
  expect(await rolesOf(session.username)).toEqual(['chief']);
  expect([...(await people.contextFrom(session.token)).principal.scopes]).toContain('users:create');
  expect(await recordsOf(session, 'user.provider_roles_changed')).toMatchObject([
    { after: { roles: ['chief', 'reader'] } },
    { before: { roles: ['chief', 'reader'] }, after: { roles: ['chief'] } },
  ]);
  await logIn('readers');
  expect(await recordsOf(session, 'user.provider_roles_kept')).toMatchObject(
    [1, 2].map(() => ({
      actor_name: 'login',
      after: { provider: 'corp', roles: ['chief'], code: 'last_administrator' },
    })),
  );
});

test('loses the role with the first login after somebody else has these rights', async () => {
  const logIn = newcomer();
  const { username } = await logIn('chiefs');
  await logIn('readers');
  expect(await rolesOf(username)).toEqual(['chief', 'reader']);
  await people.makeUser(administration);
  await logIn('readers');
  expect(await rolesOf(username)).toEqual(['reader']);
});

test('keeps both of two roles that make an administrator together, and no more roles than that', async () => {
  const logIn = newcomer();
  const { username } = await logIn('makers', 'keepers', 'readers');
  await logIn();
  expect(await rolesOf(username)).toEqual(['keeper', 'maker']);
  await logIn('chiefs', 'keepers', 'makers');
  await logIn('keepers');
  expect(await rolesOf(username)).toEqual(['keeper', 'maker']);
  await logIn('chiefs');
  expect(await rolesOf(username)).toEqual(['chief', 'reader']);
});

test('loses every role where nobody was an administrator already', async () => {
  const logIn = newcomer();
  const { username } = await logIn('makers', 'readers');
  await logIn();
  expect(await rolesOf(username)).toEqual([]);
});

test('is one of several whose provider withdraws them all at once, or who are deactivated meanwhile', async () => {
  for (let round = 0; round < 10; round += 1) {
    await deactivateAll();
    const logins = [newcomer(), newcomer(), newcomer()];
    const sessions = await Promise.all(logins.map((logIn) => logIn('chiefs')));
    const local = (await people.makeUser(administration)).principal.username;
    await Promise.all([
      ...logins.map((logIn) => logIn('readers')),
      deactivateUser(operator(), local).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'last_administrator' });
      }),
    ]);
    const roles = await Promise.all(sessions.map(({ username }) => rolesOf(username)));
    const chiefs = roles.filter((names) => names.includes('chief'));
    const locals = await db()
      .selectFrom('users')
      .select('id')
      .where('username', '=', local)
      .where('deactivated_at', 'is', null)
      .execute();
    expect(chiefs.length + locals.length).toBe(1);
  }
});

test('is not made somebody else by unlinking the identity that the role comes from', async () => {
  const logIn = newcomer();
  const session = await logIn('chiefs');
  const ctx = await people.contextFrom(session.token);
  const { username } = session;
  const last = expect.objectContaining({ code: 'last_administrator' });
  await db()
    .updateTable('users')
    .set({ password_hash: 'x' })
    .where('username', '=', username)
    .execute();
  const own = { provider: 'corp', configuredProviders: ['corp'] };
  await expect(unlinkOwnIdentity(ctx, own)).rejects.toEqual(last);
  await expect(unlinkIdentity(operator(), { username, provider: 'corp' })).rejects.toEqual(last);
  expect(await rolesOf(username)).toEqual(['chief', 'reader']);
  await people.makeUser(administration);
  await expect(unlinkOwnIdentity(ctx, own)).resolves.toBeUndefined();
});

test('a role that a login gives or takes is told to whoever holds what the person may do', async () => {
  const logIn = newcomer();
  const { token } = await logIn();
  const { userId } = (await people.contextFrom(token)).principal;
  const announced = async (): Promise<number> => {
    const rows = await db()
      .selectFrom('change_feed')
      .select('sequence')
      .where('subject', '=', userId)
      .execute();
    return rows.length;
  };
  for (const [groups, count] of [
    [['readers'], 1],
    [['readers'], 1],
    [[], 2],
  ] as const) {
    await logIn(...groups);
    expect(await announced()).toBe(count);
  }
});
