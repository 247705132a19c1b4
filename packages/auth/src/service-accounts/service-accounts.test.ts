import { listAuditRecordsByTarget } from '@moorgate/db';
import { usePeople, type UserContext } from '../test-support/use-people.ts';
import { startSession } from '../sessions/start-session.ts';
import { findToken } from '../tokens/find-token.ts';
import { issueToken, issueTokenFor } from '../tokens/issue-token.ts';
import { listTokens } from '../tokens/list-tokens.ts';
import { revokeToken } from '../tokens/revoke-token.ts';
import { rotateToken } from '../tokens/rotate-token.ts';
import { changeUserScopes } from '../users/change-user-scopes.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { listUsers } from '../users/list-users.ts';
import { changeServiceAccount } from './change-service-account.ts';
import { createServiceAccount } from './create-service-account.ts';
import { deleteServiceAccount } from './delete-service-account.ts';
import { findServiceAccount, findServiceAccounts } from './find-service-accounts.ts';
import { issueServiceToken } from './issue-service-token.ts';

const { db, operator, keys, password, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const refused = (text: string): Promise<void> =>
  expect(contextFrom(text)).rejects.toEqual(refusedWith('credentials_invalid'));
const nameOf = (who: UserContext): string => who.principal.username;

let lastNumber = 0;
const makeAccount = async (owner: UserContext, scopes: string[]): Promise<string> => {
  lastNumber += 1;
  const name = `robot${lastNumber}`;
  await createServiceAccount(operator(), { name, scopes, owner: nameOf(owner) });
  return name;
};
const makeToken = async (
  owner: UserContext,
  account: string,
  scopes: string[],
): Promise<{ id: string; token: string }> =>
  issueServiceToken(owner, keys, { account, name: 'x', scopes });

describe('createServiceAccount', () => {
  test('makes an account that nobody logs in to, and that is none of the people', async () => {
    const owner = await makeUser(['users:create', 'users:read', 'devices:read']);
    const name = 'robot-a';
    const made = await createServiceAccount(owner, { name, scopes: ['devices:read'] });
    expect(made).toMatchObject({ name, owner: nameOf(owner), isUsable: true });
    expect(await findServiceAccount(owner, name)).toEqual(made);
    const login = startSession(operator(), keys, { username: name, password });
    await expect(login).rejects.toEqual(refusedWith('login_failed'));
    const people = await listUsers(owner, { limit: 1_000 });
    expect(people.items.map(({ username }) => username)).not.toContain(name);
  });

  test('refuses a scope that its maker lacks, a name that is taken, and an owner who is no active person', async () => {
    const owner = await makeUser(['users:create', 'devices:read']);
    const gone = await makeUser();
    await deactivateUser(operator(), nameOf(gone));
    const robot = await makeAccount(owner, []);
    const wrong = [
      [{ scopes: ['devices:delete'] }, 'scope_not_held'],
      [{ name: nameOf(owner) }, 'user_exists'],
      [{ name: robot }, 'user_exists'],
      [{ name: 'a b' }, 'invalid_request'],
      [{ owner: nameOf(gone) }, 'service_account_owner_unfit'],
      [{ owner: robot }, 'service_account_owner_unfit'],
      [{ owner: 'nobody' }, 'service_account_owner_unfit'],
    ] as const;
    for (const [change, code] of wrong) {
      const request = { name: 'robot-x', scopes: ['devices:read'], ...change };
      await expect(createServiceAccount(owner, request)).rejects.toEqual(refusedWith(code));
    }
  });
});

describe('a token of a service account', () => {
  test('does what the account and its owner may both do, at every moment', async () => {
    const owner = await makeUser(['devices:read-update', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read-update', 'updates:read']);
    const { id, token } = await makeToken(owner, account, ['devices:read-update']);
    const { principal } = await contextFrom(token);
    expect(principal.username).toBe(account);
    expect([...principal.scopes].sort()).toEqual(['devices:read', 'devices:read-update']);
    expect((await findToken(owner, id)).kind).toBe('svc');
    const scopes = ['devices:read'];
    await changeUserScopes(operator(), { username: nameOf(owner), scopes });
    expect([...(await contextFrom(token)).principal.scopes]).toEqual(['devices:read']);
    await changeServiceAccount(operator(), account, { scopes: ['updates:read'] });
    expect([...(await contextFrom(token)).principal.scopes]).toEqual([]);
  });

  test('is refused when its owner is deactivated, and again accepted under another one', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read']);
    const { token } = await makeToken(owner, account, ['devices:read']);
    await deactivateUser(operator(), nameOf(owner));
    await refused(token);
    expect((await findServiceAccount(operator(), account)).isUsable).toBe(false);
    const heir = await makeUser(['devices:read', 'tokens:create']);
    await changeServiceAccount(operator(), account, { owner: nameOf(heir) });
    await expect(contextFrom(token)).resolves.toBeDefined();
  });

  test('is made by the owner alone, within the rights of both', async () => {
    const owner = await makeUser(['devices:read', 'updates:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read', 'targets:read']);
    const administrator = await makeUser(['users:read', 'tokens:create', 'devices:read']);
    const attempts = [
      [administrator, account, 'devices:read', 'service_account_foreign'],
      [await makeUser(), account, 'devices:read', 'service_account_not_found'],
      [owner, 'nobody', 'devices:read', 'service_account_not_found'],
      [owner, account, 'updates:read', 'scope_not_held'],
      [owner, account, 'targets:read', 'scope_not_held'],
    ] as const;
    for (const [who, name, scope, code] of attempts)
      await expect(makeToken(who, name, [scope])).rejects.toEqual(refusedWith(code));
  });

  test('is looked at, listed, rotated and revoked by the owner with a session', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read']);
    const { id, token } = await makeToken(owner, account, ['devices:read']);
    const { items } = await listTokens(owner, { username: account, limit: 9 });
    expect(items.map((one) => one.id)).toEqual([id]);
    const rotated = await rotateToken(owner, keys, { id, overlapMs: 0 });
    await refused(token);
    const stranger = await makeUser();
    await expect(listTokens(stranger, { username: account, limit: 9 })).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    await expect(revokeToken(stranger, id)).rejects.toEqual(refusedWith('token_not_found'));
    await revokeToken(owner, id);
    await refused(rotated.token);
  });

  test('that was made with a token of the owner ends with that one', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read']);
    const scopes = ['devices:read', 'tokens:create'];
    const parent = await issueToken(owner, keys, { name: 'parent', scopes });
    const child = await makeToken(await contextFrom(parent.token), account, ['devices:read']);
    await revokeToken(owner, parent.id);
    await refused(child.token);
  });

  test('that was made with a token of the owner ends with the owner, and when another one takes over', async () => {
    const scopes = ['devices:read', 'tokens:create'] as const;
    const makeChild = async (owner: UserContext): Promise<[string, { id: string }]> => {
      const account = await makeAccount(owner, ['devices:read']);
      const parent = await issueToken(owner, keys, { name: 'parent', scopes });
      return [account, await makeToken(await contextFrom(parent.token), account, ['devices:read'])];
    };
    const stateOf = async ({ id }: { id: string }): Promise<string> =>
      (await findToken(operator(), id)).state;
    const heir = await makeUser(scopes);
    const leaver = await makeUser(scopes);
    const [, ofLeaver] = await makeChild(leaver);
    await deactivateUser(operator(), nameOf(leaver));
    expect(await stateOf(ofLeaver)).toBe('revoked');
    const owner = await makeUser(scopes);
    const [account, ofOwner] = await makeChild(owner);
    const kept = await makeToken(owner, account, ['devices:read']);
    await changeServiceAccount(operator(), account, { owner: nameOf(heir) });
    expect([await stateOf(ofOwner), await stateOf(kept)]).toEqual(['revoked', 'active']);
  });

  test('makes tokens of the service account, not of its owner', async () => {
    const owner = await makeUser(['tokens:create']);
    const account = await makeAccount(owner, ['tokens:create']);
    const request = { username: account, name: 'x', scopes: ['tokens:create'] };
    const { token } = await issueTokenFor(operator(), keys, request);
    const child = await issueToken(await contextFrom(token), keys, request);
    expect(child.owner).toBe(account);
    expect((await findToken(operator(), child.id)).kind).toBe('svc');
  });
});

describe('changeServiceAccount', () => {
  test('lets nobody raise an account by handing it to somebody with more rights', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read', 'users:delete']);
    const mighty = await makeUser(['devices:read', 'users:delete']);
    await expect(changeServiceAccount(owner, account, { owner: nameOf(mighty) })).rejects.toEqual(
      refusedWith('scope_not_held'),
    );
    await changeServiceAccount(owner, account, { scopes: ['devices:read'] });
    const moved = await changeServiceAccount(owner, account, { owner: nameOf(mighty) });
    expect(moved).toMatchObject({ owner: nameOf(mighty), scopes: ['devices:read'] });
    await expect(findServiceAccount(owner, account)).rejects.toEqual(
      refusedWith('service_account_not_found'),
    );
  });

  test('needs a session of the owner, or users:read-update with every scope that is changed', async () => {
    const owner = await makeUser(['devices:read', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read']);
    const { token } = await issueToken(owner, keys, { name: 'x', scopes: ['devices:read'] });
    const leaked = await contextFrom(token);
    const change = { scopes: [] };
    await expect(changeServiceAccount(leaked, account, change)).rejects.toEqual(
      refusedWith('scope_missing'),
    );
    const weak = await makeUser(['users:read', 'users:read-update']);
    await expect(changeServiceAccount(weak, account, change)).rejects.toEqual(
      refusedWith('scope_not_held'),
    );
    await expect(
      changeServiceAccount(owner, account, { scopes: ['devices:delete'] }),
    ).rejects.toEqual(refusedWith('scope_not_held'));
  });
});

describe('deleteServiceAccount', () => {
  test('ends its tokens, keeps its name taken, and is recorded', async () => {
    const owner = await makeUser(['devices:read', 'users:create', 'tokens:create']);
    const account = await makeAccount(owner, ['devices:read']);
    const { token } = await makeToken(owner, account, ['devices:read']);
    const { userId } = (await contextFrom(token)).principal;
    await deleteServiceAccount(owner, { name: account });
    await refused(token);
    await expect(findServiceAccount(operator(), account)).rejects.toEqual(
      refusedWith('service_account_not_found'),
    );
    await expect(createServiceAccount(owner, { name: account, scopes: [] })).rejects.toEqual(
      refusedWith('user_exists'),
    );
    const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: userId });
    expect(records.map(({ action }) => action)).toEqual([
      'service_account.created',
      'service_account.deleted',
    ]);
  });

  test('is refused to strangers as for an account that does not exist', async () => {
    const account = await makeAccount(await makeUser(['devices:read', 'tokens:create']), [
      'devices:read',
    ]);
    const attempts = [
      [await makeUser(), 'service_account_not_found'],
      [await makeUser(['users:read']), 'scope_missing'],
      [await makeUser(['users:read', 'users:delete']), 'scope_not_held'],
    ] as const;
    for (const [who, code] of attempts)
      await expect(deleteServiceAccount(who, { name: account })).rejects.toEqual(refusedWith(code));
  });
});

test('the list has one’s own, and with users:read all, page by page', async () => {
  const owner = await makeUser(['devices:read', 'tokens:create']);
  const names = [await makeAccount(owner, []), await makeAccount(owner, [])];
  const own = await findServiceAccounts(owner, { limit: 1 });
  const rest = await findServiceAccounts(owner, { limit: 1, cursor: own.nextCursor! });
  expect([...own.items, ...rest.items].map(({ name }) => name).sort()).toEqual(names.sort());
  expect(rest.nextCursor).toBeNull();
  const reader = await makeUser(['users:read']);
  const all = await findServiceAccounts(reader, { limit: 1_000 });
  expect(all.items.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
});
