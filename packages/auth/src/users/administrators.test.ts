import { insertUserRoles, inTransaction, listAuditRecordsByTarget } from '@moorgate/db';
import { listIdentities } from '../identities/list-identities.ts';
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { startSession } from '../sessions/start-session.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';
import { issueTokenFor } from '../tokens/issue-token.ts';
import { changeUserScopes } from './change-user-scopes.ts';
import { deactivateUser } from './deactivate-user.ts';
import { findUser } from './find-user.ts';
import { reactivateUser } from './reactivate-user.ts';
import { recoverUser } from './recover-user.ts';

const { db, operator, keys, password, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const usernameOf = (ctx: UserContext): string => ctx.principal.username;
const administration: Scope[] = ['users:create', 'users:read-update'];

/** Ends whoever could administrate before. */
const deactivateAll = (): Promise<unknown> =>
  db()
    .updateTable('users')
    .set({ deactivated_at: new Date(0), deactivated_by: 'test' })
    .where('deactivated_at', 'is', null)
    .execute();
beforeEach(deactivateAll);

/** Gives a role, for some groups alone or for every device. */
const giveRole = async (ctx: UserContext, name: string, groups: string[] | null): Promise<void> => {
  const id = crypto.randomUUID();
  const at = new Date(0);
  const row = { id, name, scopes: administration, created_at: at, created_by: 'test' };
  await db()
    .insertInto('roles')
    .values({ ...row, device_groups: groups, changed_at: at })
    .execute();
  const change = { userId: ctx.principal.userId, roleIds: [id] };
  await inTransaction(db(), (trx) => insertUserRoles(trx, change, { at, by: 'test' }));
};

describe('the last administrator', () => {
  test('is neither deactivated nor narrowed, and nothing of the attempt remains', async () => {
    const last = usernameOf(await makeUser(administration));
    const helper = await makeUser(['users:create']);
    await expect(deactivateUser(operator(), last)).rejects.toEqual(
      refusedWith('last_administrator'),
    );
    for (const scopes of [[], ['users:create'], ['users:read-update']])
      await expect(changeUserScopes(operator(), { username: last, scopes })).rejects.toEqual(
        refusedWith('last_administrator'),
      );
    expect((await findUser(operator(), last)).scopes).toEqual(administration);
    await expect(deactivateUser(operator(), usernameOf(helper))).resolves.toBeUndefined();
    await makeUser(administration);
    await expect(deactivateUser(operator(), last)).resolves.toBeUndefined();
  });

  test('may be one by a role for all devices, but not by one for some groups', async () => {
    const first = usernameOf(await makeUser(administration));
    await giveRole(await makeUser(), 'administrators of a group', ['line-1']);
    await expect(deactivateUser(operator(), first)).rejects.toEqual(
      refusedWith('last_administrator'),
    );
    await giveRole(await makeUser(), 'administrators', null);
    await expect(deactivateUser(operator(), first)).resolves.toBeUndefined();
  });

  test('remains when administrators take each other away at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      await deactivateAll();
      const people = await Promise.all([1, 2, 3].map(() => makeUser(administration)));
      const outcomes = await Promise.allSettled(
        people.map((ctx, index) => {
          const username = usernameOf(people[(index + 1) % people.length]!);
          return round % 2 === 0
            ? deactivateUser(ctx, username)
            : changeUserScopes(ctx, { username, scopes: [] });
        }),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(refused.map(({ reason }) => reason as unknown)).toEqual([
        refusedWith('last_administrator'),
      ]);
    }
  });
});

describe('reactivateUser', () => {
  test('gives back what there was, but no token and no session', async () => {
    const user = await makeUser(['devices:read', 'users:read']);
    const username = usernameOf(user);
    const request = { username, name: 'old', scopes: ['devices:read'] };
    const token = (await issueTokenFor(operator(), keys, request)).token;
    const session = (await startSession(operator(), keys, { username, password })).token;
    await deactivateUser(operator(), username);
    await reactivateUser(operator(), username);
    expect((await findUser(operator(), username)).scopes).toEqual(['devices:read', 'users:read']);
    for (const text of [token, session])
      await expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(startSession(operator(), keys, { username, password })).resolves.toBeDefined();
    const target = { kind: 'user', id: user.principal.userId };
    const actions = (await listAuditRecordsByTarget(db(), target)).map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(['user.reactivated', 'session.started']);
  });

  test('is refused for an active user, for nobody, and for somebody with more rights', async () => {
    const username = usernameOf(await makeUser(['devices:delete']));
    const asking = await makeUser(['users:create']);
    await expect(reactivateUser(operator(), username)).rejects.toEqual(refusedWith('user_active'));
    await expect(reactivateUser(operator(), 'nobody')).rejects.toEqual(
      refusedWith('user_not_found'),
    );
    await deactivateUser(operator(), username);
    await expect(reactivateUser(asking, username)).rejects.toEqual(refusedWith('scope_not_held'));
  });
});

describe('recoverUser', () => {
  const next = 'another horse battery';

  test('makes an administrator who can log in out of whatever is left, as the program itself', async () => {
    const user = await makeUser(['devices:read']);
    const username = usernameOf(user);
    await deactivateUser(operator(), username);
    await recoverUser(operator(), { username, password: next });
    const { token } = await startSession(operator(), keys, { username, password: next });
    expect((await contextFrom(token)).principal.scopes).toEqual(new Set(allScopes));
    const records = await listAuditRecordsByTarget(db(), {
      kind: 'user',
      id: user.principal.userId,
    });
    expect(records.find(({ action }) => action === 'user.recovered')).toMatchObject({
      actor_kind: 'system',
      before: { scopes: ['devices:read'] },
    });
  });

  test('unlinks the identities of the user, which somebody else may have linked', async () => {
    const user = await makeUser();
    const { userId, username } = user.principal;
    const identity = { provider: 'corp', subject: 'x', issuer: 'https://corp.example', login: 'x' };
    const linked = { ...identity, user_id: userId, linked_at: new Date(0), last_login_at: null };
    await db().insertInto('identities').values(linked).execute();
    await recoverUser(operator(), { username, password: next });
    expect(await listIdentities(operator(), username)).toEqual([]);
    const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: userId });
    expect(records.map(({ action }) => action)).toContain('identity.unlinked');
  });

  test('ends what was open, and is for the host alone', async () => {
    const username = usernameOf(await makeUser());
    const { token } = await startSession(operator(), keys, { username, password });
    const asking = await makeUser(allScopes);
    const request = { username, password: next };
    await expect(recoverUser(asking, request)).rejects.toEqual(refusedWith('scope_missing'));
    await recoverUser(operator(), request);
    await expect(contextFrom(token)).rejects.toEqual(refusedWith('credentials_invalid'));
    await expect(recoverUser(operator(), { username: 'nobody', password: next })).rejects.toEqual(
      refusedWith('user_not_found'),
    );
    await expect(recoverUser(operator(), { username, password: 'short' })).rejects.toEqual(
      refusedWith('invalid_request'),
    );
  });
});
