import { listAuditRecordsByTarget } from '@moorgate/db';
import {
  createUser,
  deactivateUser,
  linkIdentity,
  listIdentities,
  listOwnIdentities,
  loginWithIdentity,
  type ProviderPolicy,
  type StartedSession,
  unlinkIdentity,
  unlinkOwnIdentity,
  type VerifiedIdentity,
} from '../index.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';

const people = usePeople();
const { clock, keys, password } = people;

let lastNumber = 0;

/** Somebody whom no test met before. */
const somebody = (identity: Partial<VerifiedIdentity> = {}): VerifiedIdentity => {
  lastNumber += 1;
  return {
    subject: `subject-${lastNumber}`,
    login: `person${lastNumber}`,
    groups: [],
    ...identity,
  };
};

const policyOf = (policy: Partial<ProviderPolicy> = {}): ProviderPolicy => ({
  provider: 'corp',
  issuer: 'https://corp.example',
  rolesOfGroups: new Map(),
  newcomers: { roles: [], scopes: ['devices:read'] },
  admitsPasswordAccounts: false,
  ...policy,
});

const logIn = (
  identity: VerifiedIdentity,
  policy: Partial<ProviderPolicy> = {},
): Promise<StartedSession> =>
  loginWithIdentity(people.operator(), keys, { policy: policyOf(policy), identity });

const contextOf = async (identity: VerifiedIdentity): Promise<UserContext> =>
  people.contextFrom((await logIn(identity)).token);

const makeRole = async (name: string): Promise<void> => {
  const at = clock.now();
  await people
    .db()
    .insertInto('roles')
    .values({
      id: crypto.randomUUID(),
      name,
      scopes: ['updates:read'],
      device_groups: null,
      created_at: at,
      created_by: 'test',
      changed_at: at,
    })
    .execute();
};

const rolesOf = async (username: string): Promise<[string, string | null][]> => {
  const rows = await people
    .db()
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select(['roles.name', 'user_roles.source'])
    .where('users.username', '=', username)
    .orderBy('roles.name')
    .execute();
  return rows.map(({ name, source }) => [name, source]);
};

const giveByHand = async (username: string, role: string): Promise<void> => {
  await people
    .db()
    .insertInto('user_roles')
    .columns(['user_id', 'role_id', 'granted_at', 'granted_by'])
    .expression((builder) =>
      builder
        .selectFrom(['users', 'roles'])
        .select((of) => [
          'users.id',
          'roles.id as role_id',
          of.val(clock.now()).as('granted_at'),
          of.val('test').as('granted_by'),
        ])
        .where('users.username', '=', username)
        .where('roles.name', '=', role),
    )
    .execute();
};

const actionsOn = async (userId: string): Promise<string[]> =>
  (await listAuditRecordsByTarget(people.db(), { kind: 'user', id: userId })).map(
    ({ action }) => action,
  );

describe('the first login of somebody', () => {
  test('creates an account named after provider and login, with the rights of newcomers and no password', async () => {
    await makeRole('newcomer');
    const identity = somebody({ login: 'Ann Lee' });
    const rights = { roles: ['newcomer', 'missing'], scopes: ['devices:read'] };
    const session = await logIn(identity, { newcomers: rights });
    expect(session.username).toBe('corp@Ann-Lee');
    const ctx = await people.contextFrom(session.token);
    expect([...ctx.principal.scopes].sort()).toEqual(['devices:read', 'updates:read']);
    expect(await rolesOf('corp@Ann-Lee')).toEqual([['newcomer', null]]);
    expect(await actionsOn(ctx.principal.userId)).toEqual(['user.created', 'session.started']);
    expect(await listOwnIdentities(ctx)).toEqual([
      {
        provider: 'corp',
        subject: identity.subject,
        login: 'Ann Lee',
        linkedAt: clock.now(),
        lastLoginAt: clock.now(),
      },
    ]);
  });

  test('is refused, and leaves no account, where nobody gets one by logging in', async () => {
    const identity = somebody();
    await expect(logIn(identity, { newcomers: null })).rejects.toMatchObject({
      code: 'identity_unknown',
    });
    await expect(listIdentities(people.operator(), `corp@${identity.login}`)).rejects.toMatchObject(
      { code: 'user_not_found' },
    );
  });

  test('never takes over an account of the same name', async () => {
    const identity = somebody();
    const username = `corp@${identity.login}`;
    await createUser(people.operator(), { username, password, scopes: ['users:create'] });
    const session = await logIn(identity);
    expect(session.username).toBe(`${username}-2`);
    expect((await people.contextFrom(session.token)).principal.scopes).toEqual(
      new Set(['devices:read']),
    );
  });

  test('keeps two people apart whom a provider calls the same, and one name at two providers', async () => {
    const login = 'same';
    const one = await logIn(somebody({ login }));
    const other = await logIn(somebody({ login }));
    const elsewhere = await logIn(somebody({ login }), { provider: 'other' });
    expect([one.username, other.username, elsewhere.username]).toEqual([
      'corp@same',
      'corp@same-2',
      'other@same',
    ]);
  });

  test('creates one account when it happens twice at once', async () => {
    const identity = somebody();
    const sessions = await Promise.all([logIn(identity), logIn(identity), logIn(identity)]);
    expect(new Set(sessions.map(({ username }) => username))).toEqual(
      new Set([`corp@${identity.login}`]),
    );
  });
});

describe('a later login', () => {
  test('finds the account by provider and subject, whatever the person is called by then', async () => {
    const identity = somebody();
    const before = await logIn(identity);
    clock.advance(1_000);
    const after = await logIn({ ...identity, login: 'renamed' });
    expect(after.username).toBe(before.username);
    const [known] = await listIdentities(people.operator(), before.username);
    expect(known).toMatchObject({ login: 'renamed', lastLoginAt: clock.now() });
  });

  test('is refused for a deactivated account', async () => {
    const identity = somebody();
    const { username } = await logIn(identity);
    await deactivateUser(people.operator(), username);
    await expect(logIn(identity)).rejects.toMatchObject({ code: 'account_deactivated' });
  });

  test('is refused when the provider’s name stands for another issuer than at the link', async () => {
    const identity = somebody();
    await logIn(identity);
    await expect(logIn(identity, { issuer: 'https://evil.example' })).rejects.toMatchObject({
      code: 'identity_issuer_changed',
    });
  });
});

describe('roles of groups', () => {
  const rolesOfGroups = new Map([
    ['builders', ['builder']],
    ['testers', ['tester', 'builder']],
    ['ghosts', ['no such role']],
  ]);

  beforeAll(async () => {
    for (const role of ['builder', 'tester', 'by-hand']) await makeRole(role);
  });

  test('are set again at each login, beside those that operators gave', async () => {
    const identity = somebody({ groups: ['testers', 'ghosts', 'unheard of'] });
    const { username } = await logIn(identity, { rolesOfGroups });
    await giveByHand(username, 'by-hand');
    await giveByHand(username, 'tester');
    expect(await rolesOf(username)).toEqual([
      ['builder', 'corp'],
      ['by-hand', null],
      ['tester', 'corp'],
      ['tester', null],
    ]);
    const session = await logIn({ ...identity, groups: ['builders'] }, { rolesOfGroups });
    expect(await rolesOf(username)).toEqual([
      ['builder', 'corp'],
      ['by-hand', null],
      ['tester', null],
    ]);
    const { principal } = await people.contextFrom(session.token);
    const records = await listAuditRecordsByTarget(people.db(), {
      kind: 'user',
      id: principal.userId,
    });
    expect(
      records.findLast(({ action }) => action === 'user.provider_roles_changed'),
    ).toMatchObject({
      before: { provider: 'corp', roles: ['builder', 'tester'] },
      after: { provider: 'corp', roles: ['builder'] },
    });
  });

  test('are those of one provider: a login at another leaves them alone', async () => {
    const identity = somebody({ groups: ['builders'] });
    const policy = policyOf({ rolesOfGroups });
    const session = await loginWithIdentity(people.operator(), keys, { policy, identity });
    const { principal } = await people.contextFrom(session.token);
    const elsewhere = {
      policy: policyOf({ provider: 'other', rolesOfGroups }),
      identity: somebody(),
    };
    const { userId } = principal;
    await linkIdentity(people.operator(), { userId, sessionId: session.id }, elsewhere);
    await loginWithIdentity(people.operator(), keys, elsewhere);
    expect(await rolesOf(session.username)).toEqual([['builder', 'corp']]);
    await loginWithIdentity(people.operator(), keys, { policy: policyOf(), identity });
    expect(await rolesOf(session.username)).toEqual([]);
  });
});

describe('linking', () => {
  const link = (
    ctx: UserContext,
    identity: VerifiedIdentity,
    policy: Partial<ProviderPolicy> = {},
  ): Promise<void> => {
    const { userId, credential } = ctx.principal;
    const session = { userId, sessionId: credential.tokenId };
    return linkIdentity(people.operator(), session, {
      policy: policyOf({ admitsPasswordAccounts: true, ...policy }),
      identity,
    });
  };

  test('lets the identity log its account in, and is recorded as done by the user', async () => {
    const ctx = await people.makeUser(['users:read']);
    const identity = somebody();
    await link(ctx, identity);
    await link(ctx, identity);
    const session = await logIn(identity, { admitsPasswordAccounts: true, newcomers: null });
    expect(session.username).toBe(ctx.principal.username);
    const records = await listAuditRecordsByTarget(people.db(), {
      kind: 'user',
      id: ctx.principal.userId,
    });
    expect(records.filter(({ action }) => action === 'identity.linked')).toMatchObject([
      { actor_name: ctx.principal.username, after: { provider: 'corp' } },
    ]);
  });

  test('is refused, as every login is, where the provider may not stand in for a password', async () => {
    const ctx = await people.makeUser();
    const identity = somebody();
    await expect(link(ctx, identity, { admitsPasswordAccounts: false })).rejects.toMatchObject({
      code: 'account_has_password',
    });
    await link(ctx, identity);
    await expect(logIn(identity)).rejects.toMatchObject({ code: 'account_has_password' });
  });

  test('is refused for an identity of somebody else, and for a second one of the provider', async () => {
    const identity = somebody();
    await logIn(identity);
    const ctx = await people.makeUser();
    await expect(link(ctx, identity)).rejects.toMatchObject({ code: 'identity_taken' });
    await link(ctx, somebody());
    await expect(link(ctx, somebody())).rejects.toMatchObject({ code: 'identity_already_linked' });
  });

  test('is refused when the session ended meanwhile', async () => {
    const ctx = await people.makeUser();
    await people
      .db()
      .updateTable('tokens')
      .set({ revoked_at: clock.now(), revoked_by: 'test' })
      .where('id', '=', ctx.principal.credential.tokenId)
      .execute();
    await expect(link(ctx, somebody())).rejects.toMatchObject({ code: 'credentials_invalid' });
  });

  test('gives one identity to one of two accounts that link it at once', async () => {
    const identity = somebody();
    const contexts = [await people.makeUser(), await people.makeUser()];
    const outcomes = await Promise.allSettled(contexts.map((ctx) => link(ctx, identity)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'identity_taken' },
    });
  });
});

describe('unlinking', () => {
  const unlink = (ctx: UserContext, configuredProviders = ['corp', 'other']): Promise<void> =>
    unlinkOwnIdentity(ctx, { provider: 'corp', configuredProviders });

  const linkAt = async (ctx: UserContext, provider: string): Promise<void> => {
    const { userId, credential } = ctx.principal;
    const policy = policyOf({ provider, admitsPasswordAccounts: true });
    const session = { userId, sessionId: credential.tokenId };
    await linkIdentity(people.operator(), session, { policy, identity: somebody() });
  };

  test('takes the identity and the roles that came from it', async () => {
    await makeRole('unlinkable');
    const ctx = await people.makeUser();
    const { userId, credential, username } = ctx.principal;
    const policy = policyOf({
      admitsPasswordAccounts: true,
      rolesOfGroups: new Map([['staff', ['unlinkable']]]),
    });
    const identity = somebody({ groups: ['staff'] });
    const session = { userId, sessionId: credential.tokenId };
    await linkIdentity(people.operator(), session, { policy, identity });
    expect(await rolesOf(username)).toEqual([['unlinkable', 'corp']]);
    await unlink(ctx);
    expect(await listOwnIdentities(ctx)).toEqual([]);
    expect(await rolesOf(username)).toEqual([]);
    expect(await actionsOn(userId)).toContain('identity.unlinked');
    await expect(unlink(ctx)).rejects.toMatchObject({ code: 'identity_not_found' });
  });

  test('is refused when nothing would be left to log in with', async () => {
    const identity = somebody();
    const ctx = await contextOf(identity);
    await expect(unlink(ctx)).rejects.toMatchObject({ code: 'identity_is_last_login' });
    await linkAt(ctx, 'other');
    await expect(unlink(ctx, ['corp'])).rejects.toMatchObject({ code: 'identity_is_last_login' });
    expect((await listOwnIdentities(ctx)).length).toBe(2);
    await unlink(ctx);
    expect((await listOwnIdentities(ctx)).map(({ provider }) => provider)).toEqual(['other']);
  });

  test('needs a session that began within fifteen minutes', async () => {
    const ctx = await people.makeUser();
    await linkAt(ctx, 'corp');
    clock.advance(15 * 60_000 + 1);
    await expect(unlink(ctx)).rejects.toMatchObject({ code: 'session_not_fresh' });
  });
  test('of somebody else needs every right that they have', async () => {
    const user = await people.makeUser(['devices:read']);
    await linkAt(user, 'corp');
    const { username } = user.principal;
    const request = { username, provider: 'corp' };
    const clerk = await people.makeUser(['users:read-update']);
    await expect(unlinkIdentity(clerk, request)).rejects.toMatchObject({ code: 'scope_not_held' });
    await expect(unlinkIdentity(user, request)).rejects.toMatchObject({ code: 'scope_missing' });
    const administrator = await people.makeUser(['users:read-update', 'devices:read']);
    await unlinkIdentity(administrator, request);
    expect(await listIdentities(people.operator(), username)).toEqual([]);
  });

  test('lets somebody whose account was deactivated come as a newcomer, under another name', async () => {
    const identity = somebody();
    const { username } = await logIn(identity);
    await deactivateUser(people.operator(), username);
    await unlinkIdentity(people.operator(), { username, provider: 'corp' });
    expect((await logIn(identity)).username).toBe(`${username}-2`);
  });
});
