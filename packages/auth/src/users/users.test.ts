import { argon2Sync } from 'node:crypto';
import { listAuditRecordsByTarget } from '@moorgate/db';
import { allScopes } from '../scopes/catalogue.ts';
import { endSession } from '../sessions/end-session.ts';
import { sessionLifetimeMs } from '../sessions/begin-session.ts';
import { startSession } from '../sessions/start-session.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';
import { changeOwnPassword } from './change-own-password.ts';
import { changeUserScopes } from './change-user-scopes.ts';
import { createFirstAdministrator, createUser } from './create-user.ts';
import { deactivateUser } from './deactivate-user.ts';
import { findUser } from './find-user.ts';
import { listUsers } from './list-users.ts';
import { resetPassword } from './reset-password.ts';

const { db, operator, clock, keys, password, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const usernameOf = (ctx: UserContext): string => ctx.principal.username;
const logIn = (username: string, secret = password): Promise<unknown> =>
  startSession(operator(), keys, { username, password: secret });

describe('createFirstAdministrator', () => {
  test('makes one administrator with every right and a password, however many processes start', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createFirstAdministrator(operator())));
    const passwords = made.filter((one) => one !== null);
    expect(passwords).toHaveLength(1);
    const { token } = await startSession(operator(), keys, {
      username: 'admin',
      password: passwords[0]!,
    });
    expect((await contextFrom(token)).principal.scopes).toEqual(new Set(allScopes));
    expect(await createFirstAdministrator(operator(), { password })).toBeNull();
    await expect(logIn('admin')).rejects.toEqual(refusedWith('login_failed'));
  });
});

describe('createUser', () => {
  test('makes a user who can log in, and records it without the password', async () => {
    const user = await createUser(operator(), { username: 'new.user@x', password, scopes: [] });
    await expect(logIn('new.user@x')).resolves.toBeDefined();
    expect(await findUser(operator(), 'new.user@x')).toEqual(user);
    const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: user.id });
    expect(records.map(({ action }) => action)).toEqual(['user.created', 'session.started']);
    expect(JSON.stringify(records)).not.toContain(password);
  });

  test('gives nobody a scope that the maker lacks', async () => {
    const maker = await makeUser(['users:create', 'devices:read']);
    const request = { username: 'given', password, scopes: ['devices:read-update'] };
    await expect(createUser(maker, request)).rejects.toEqual(refusedWith('scope_not_held'));
    await expect(
      createUser(maker, { ...request, scopes: ['devices:read'] }),
    ).resolves.toBeDefined();
  });

  test('refuses a name that is taken, also by an account that was deactivated', async () => {
    const taken = usernameOf(await makeUser());
    const request = { username: taken, password, scopes: [] };
    await expect(createUser(operator(), request)).rejects.toEqual(refusedWith('user_exists'));
    await deactivateUser(operator(), taken);
    await expect(createUser(operator(), request)).rejects.toEqual(refusedWith('user_exists'));
  });

  test.each(['', '.', '..', '-x', 'a b', 'a\u0000', 'ä', 'x'.repeat(65)])(
    'refuses the name %j',
    async (username) => {
      await expect(createUser(operator(), { username, password, scopes: [] })).rejects.toEqual(
        refusedWith('invalid_request'),
      );
    },
  );

  test('a user without a password cannot log in with any', async () => {
    await createUser(operator(), { username: 'robot', scopes: [] });
    await expect(logIn('robot', '')).rejects.toEqual(refusedWith('login_failed'));
  });
});

test('listUsers pages through active users by name', async () => {
  const gone = usernameOf(await makeUser());
  await deactivateUser(operator(), gone);
  const all = (await listUsers(operator(), { limit: 1_000 })).items.map(({ username }) => username);
  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listUsers(operator(), { limit: 2, ...(cursor === null ? {} : { cursor }) });
    paged.push(...page.items.map(({ username }) => username));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(all);
  expect(all).not.toContain(gone);
  await expect(listUsers(operator(), { limit: 2, cursor: 'W10' })).rejects.toEqual(
    refusedWith('cursor_invalid'),
  );
});

describe('changeUserScopes', () => {
  test('acts on a session that is open, and records what was before and after', async () => {
    const { token } = await startSession(operator(), keys, {
      username: usernameOf(await makeUser(['devices:read'])),
      password,
    });
    const user = await contextFrom(token);
    const scopes = ['updates:read', 'updates:read-update'];
    await changeUserScopes(operator(), { username: usernameOf(user), scopes });
    expect([...(await contextFrom(token)).principal.scopes].sort()).toEqual(scopes);
    const target = { kind: 'user', id: user.principal.userId };
    expect((await listAuditRecordsByTarget(db(), target)).at(-1)).toMatchObject({
      action: 'user.scopes_changed',
      before: { scopes: ['devices:read'] },
      after: { scopes: ['updates:read-update'] },
    });
  });

  test('nobody gives, and nobody takes, what they do not have', async () => {
    const changer = await makeUser(['users:read-update', 'devices:read']);
    const username = usernameOf(await makeUser(['devices:delete']));
    const change = (scopes: string[]): Promise<void> =>
      changeUserScopes(changer, { username, scopes });
    await expect(change([])).rejects.toEqual(refusedWith('scope_not_held'));
    await expect(change(['devices:delete', 'updates:read'])).rejects.toEqual(
      refusedWith('scope_not_held'),
    );
    await expect(change(['devices:delete', 'devices:read'])).resolves.toBeUndefined();
    await expect(change(['devices:nothing'])).rejects.toEqual(refusedWith('invalid_request'));
  });
});

describe('deactivateUser', () => {
  test('ends everything of the user at once; the account is not found any more', async () => {
    const username = usernameOf(await makeUser());
    const { token } = await startSession(operator(), keys, { username, password });
    await deactivateUser(operator(), username);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(logIn(username)).rejects.toEqual(refusedWith('login_failed'));
    await expect(findUser(operator(), username)).rejects.toEqual(refusedWith('user_not_found'));
    await expect(deactivateUser(operator(), username)).rejects.toEqual(
      refusedWith('user_not_found'),
    );
  });

  test('refuses oneself, and users with more rights', async () => {
    const remover = await makeUser(['users:delete']);
    await expect(deactivateUser(remover, usernameOf(remover))).rejects.toEqual(
      refusedWith('user_is_self'),
    );
    const above = usernameOf(await makeUser(['users:delete', 'devices:read']));
    await expect(deactivateUser(remover, above)).rejects.toEqual(refusedWith('scope_not_held'));
  });
});

describe('passwords', () => {
  const next = 'another horse battery';

  test('a reset ends the sessions and the old password of the user', async () => {
    const username = usernameOf(await makeUser());
    const { token } = await startSession(operator(), keys, { username, password });
    await resetPassword(operator(), { username, password: next });
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(logIn(username)).rejects.toEqual(refusedWith('login_failed'));
    await expect(logIn(username, next)).resolves.toBeDefined();
  });

  test('a reset is refused for oneself, for users with more rights, and for weak passwords', async () => {
    const resetter = await makeUser(['users:read-update']);
    const reset = (username: string, secret = next): Promise<void> =>
      resetPassword(resetter, { username, password: secret });
    await expect(reset(usernameOf(resetter))).rejects.toEqual(refusedWith('user_is_self'));
    const above = usernameOf(await makeUser(['devices:read']));
    await expect(reset(above)).rejects.toEqual(refusedWith('scope_not_held'));
    await expect(reset('nobody')).rejects.toEqual(refusedWith('user_not_found'));
    await expect(reset(above, 'short')).rejects.toEqual(refusedWith('invalid_request'));
  });

  test('one’s own change needs the present password and keeps the session that asks alone', async () => {
    const user = await makeUser();
    const request = { username: usernameOf(user), password };
    const asking = (await startSession(operator(), keys, request)).token;
    const other = (await startSession(operator(), keys, request)).token;
    const ctx = await contextFrom(asking);
    const wrong = { presentPassword: 'wrong horse battery', password: next };
    await expect(changeOwnPassword(ctx, wrong)).rejects.toEqual(refusedWith('password_wrong'));
    await changeOwnPassword(ctx, { presentPassword: password, password: next });
    await expect(contextFrom(asking)).resolves.toBeDefined();
    await expect(contextFrom(other)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(logIn(usernameOf(user), next)).resolves.toBeDefined();
  });
});

describe('sessions', () => {
  test('last 48 hours, whether they are used or not', async () => {
    const username = usernameOf(await makeUser());
    const { token } = await startSession(operator(), keys, { username, password });
    clock.advance(sessionLifetimeMs - 1);
    await expect(contextFrom(token)).resolves.toBeDefined();
    clock.advance(1);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
  });

  test('end at logout, and only they', async () => {
    const user = await makeUser();
    const request = { username: usernameOf(user), password };
    const ended = (await startSession(operator(), keys, request)).token;
    const kept = (await startSession(operator(), keys, request)).token;
    await endSession(await contextFrom(ended));
    await expect(contextFrom(ended)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(contextFrom(kept)).resolves.toBeDefined();
    await expect(endSession(operator())).rejects.toEqual(refusedWith('session_required'));
  });

  test('a failed login is recorded, with the name only if somebody has it', async () => {
    const user = await makeUser();
    await expect(logIn(usernameOf(user), 'wrong')).rejects.toEqual(refusedWith('login_failed'));
    await expect(logIn('hunter2-typed-here')).rejects.toEqual(refusedWith('login_failed'));
    const known = await listAuditRecordsByTarget(db(), { kind: 'user', id: user.principal.userId });
    expect(known.at(-1)).toMatchObject({ action: 'session.refused', address: '192.0.2.1' });
    const unknown = await listAuditRecordsByTarget(db(), { kind: 'user', id: 'unknown' });
    expect(unknown.at(-1)).toMatchObject({ action: 'session.refused' });
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
  });

  test('a password whose hash is outdated is hashed again at the login, and stays the password', async () => {
    const { userId, username } = (await makeUser()).principal;
    const salt = Buffer.from('sixteen byte salt'.slice(0, 16));
    const cost = { memory: 1_024, passes: 1, parallelism: 1 };
    const key = argon2Sync('argon2id', { message: password, nonce: salt, tagLength: 32, ...cost });
    const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
    const outdated = `$argon2id$v=19$m=1024,t=1,p=1$${text(salt)}$${text(key)}`;
    await db()
      .updateTable('users')
      .set({ password_hash: outdated })
      .where('id', '=', userId)
      .execute();
    await logIn(username);
    const { password_hash: hash } = await db()
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    expect(hash).toContain('$m=19456,t=2,p=1$');
    await expect(logIn(username)).resolves.toBeDefined();
  });
});
