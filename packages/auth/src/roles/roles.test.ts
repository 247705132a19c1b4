import { listAuditRecordsByTarget } from '@moorgate/db';
import { createFirstAdministrator } from '../users/create-user.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { groupsWith } from '../rights.ts';
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { startSession } from '../sessions/start-session.ts';
import { type UserContext, usePeople } from '../test-support/use-people.ts';
import { issueToken } from '../tokens/issue-token.ts';
import { changeRole } from './change-role.ts';
import { changeUserRoles } from './change-user-roles.ts';
import { createRole } from './create-role.ts';
import { deleteRole } from './delete-role.ts';
import { findRole, listRoles } from './list-roles.ts';

const { db, operator, keys, password, contextFrom, makeUser } = usePeople();

const refusedWith = (code: string): unknown => expect.objectContaining({ code });

let lastNumber = 0;
const roleName = (): string => `role${(lastNumber += 1)}`;
const makeRole = async (scopes: readonly string[], groups?: readonly string[]): Promise<string> =>
  (await createRole(operator(), { name: roleName(), scopes, groups })).name;

/** A user with roles alone, in a session that began after they were given. */
const makeHolder = async (...roles: string[]): Promise<UserContext> => {
  const { username } = (await makeUser()).principal;
  await changeUserRoles(operator(), { username, roles });
  const { token } = await startSession(operator(), keys, { username, password });
  return contextFrom(token);
};
const admin = (): Promise<UserContext> => makeUser(allScopes);

describe('a role', () => {
  test('gives its scopes, for its groups alone, beside whatever else somebody has', async () => {
    const some = await makeRole(['devices:read-update'], ['b', 'a', 'a']);
    const more = await makeRole(['devices:read'], ['c']);
    const { principal } = await makeHolder(some, more);
    expect(groupsWith(principal, 'devices:read')).toEqual(new Set(['a', 'b', 'c']));
    expect(groupsWith(principal, 'devices:read-update')).toEqual(new Set(['a', 'b']));
    expect(principal.scopes).toEqual(new Set<Scope>(['devices:read', 'devices:read-update']));
  });

  test('is recorded with its content when it is created, changed and deleted', async () => {
    const name = await makeRole(['devices:read'], ['a']);
    await changeRole(operator(), { name, scopes: ['devices:delete'], description: 'more' });
    await deleteRole(operator(), { name });
    const rows = await db()
      .selectFrom('audit_records')
      .select(['target_id', 'action', 'before', 'after'])
      .where('target_kind', '=', 'role')
      .orderBy('id', 'desc')
      .limit(3)
      .execute();
    const narrow = { name, description: '', scopes: ['devices:read'], groups: ['a'] };
    const wide = { name, description: 'more', scopes: ['devices:delete'], groups: null };
    const targetId = rows[0]?.target_id;
    expect(rows.toReversed()).toEqual([
      { target_id: targetId, action: 'role.created', before: null, after: narrow },
      { target_id: targetId, action: 'role.changed', before: narrow, after: wide },
      { target_id: targetId, action: 'role.deleted', before: wide, after: null },
    ]);
  });

  test('is listed by name, page by page', async () => {
    const names = [await makeRole(['devices:read']), await makeRole(['devices:read'])];
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRoles(operator(), { cursor, limit: 1 });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(expect.arrayContaining(names));
    expect(seen).toEqual(seen.toSorted());
    await expect(listRoles(operator(), { cursor: 'x', limit: 1 })).rejects.toEqual(
      refusedWith('cursor_invalid'),
    );
  });

  test('that does not exist is found nowhere', async () => {
    const missing = { name: 'missing', scopes: ['devices:read'] };
    const found = refusedWith('role_not_found');
    await expect(findRole(operator(), 'missing')).rejects.toEqual(found);
    await expect(changeRole(operator(), missing)).rejects.toEqual(found);
    await expect(deleteRole(operator(), missing)).rejects.toEqual(found);
  });
});

describe('createRole', () => {
  test.each([
    ['a name with a slash', { name: 'a/b' }, '/name'],
    ['no scope', { scopes: [] }, '/scopes'],
    ['what is no scope', { scopes: ['devices:read', 'devices:fly'] }, '/scopes/1'],
    ['a limit to no group', { groups: [] }, '/groups'],
    ['a limit to what cannot be a group', { groups: ['a', '*'] }, '/groups/1'],
    ['a limit of what has no group', { scopes: ['users:read'], groups: ['a'] }, '/scopes/0'],
    ['half a character', { description: '\ud800' }, '/description'],
  ])('refuses %s, and points at it', async (_title, wrong, pointer) => {
    const request = { name: roleName(), scopes: ['devices:read'], ...wrong };
    await expect(createRole(operator(), request)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { issues: [{ pointer }] },
    });
  });

  test('refuses a name that is taken', async () => {
    const name = await makeRole(['devices:read']);
    await expect(createRole(operator(), { name, scopes: ['devices:read'] })).rejects.toEqual(
      refusedWith('role_exists'),
    );
  });
});

describe('nobody', () => {
  const wide = { scopes: ['devices:read'] };
  const narrow = { scopes: ['devices:read'], groups: ['a'] };
  const foreign = { scopes: ['devices:read'], groups: ['a', 'b'] };
  const notHeld = refusedWith('scope_not_held');

  /** Changes rights of everybody, but holds a scope of devices for one group alone. */
  const makeLimited = async (): Promise<UserContext> =>
    makeHolder(
      await makeRole(['users:read-update']),
      await makeRole(['devices:read-update'], ['a']),
    );

  test.each([
    ['for every device', wide],
    ['for a group too many', foreign],
    ['with another scope', { scopes: ['devices:delete'], groups: ['a'] }],
  ])('creates a role %s than they hold', async (_title, content) => {
    const request = { name: roleName(), ...content };
    await expect(createRole(await makeLimited(), request)).rejects.toEqual(notHeld);
  });

  test('changes or deletes a role that gives more than they hold, before or after', async () => {
    const limited = await makeLimited();
    const own = await createRole(limited, { name: roleName(), ...narrow });
    const above = await makeRole(foreign.scopes, foreign.groups);
    await expect(changeRole(limited, { name: own.name, ...wide })).rejects.toEqual(notHeld);
    await expect(changeRole(limited, { name: above, ...narrow })).rejects.toEqual(notHeld);
    await expect(deleteRole(limited, { name: above })).rejects.toEqual(notHeld);
    const changed = { name: own.name, description: 'mine', ...narrow };
    expect(await changeRole(limited, changed)).toMatchObject({ description: 'mine', version: 2 });
    await deleteRole(limited, own);
  });

  test('gives or takes a role that gives more than they hold', async () => {
    const limited = await makeLimited();
    const [own, above] = [await makeRole(['devices:read'], ['a']), await makeRole(wide.scopes)];
    const { username } = (await makeHolder(above)).principal;
    const set = (...roles: string[]): Promise<void> =>
      changeUserRoles(limited, { username, roles });
    await expect(set()).rejects.toEqual(notHeld);
    await set(above, own);
    await set(above);
    const other = (await makeUser()).principal.username;
    const wanted = { username: other, roles: [above] };
    await expect(changeUserRoles(limited, wanted)).rejects.toEqual(notHeld);
  });

  test('without users:read-update for everything touches a role', async () => {
    const name = await makeRole(['devices:read'], ['a']);
    const holder = await makeUser(['devices:read', 'users:read']);
    const missing = refusedWith('scope_missing');
    const { username } = holder.principal;
    await expect(createRole(holder, { name: roleName(), ...narrow })).rejects.toEqual(missing);
    await expect(changeRole(holder, { name, ...narrow })).rejects.toEqual(missing);
    await expect(deleteRole(holder, { name })).rejects.toEqual(missing);
    await expect(changeUserRoles(holder, { username, roles: [] })).rejects.toEqual(missing);
    await expect(listRoles(await makeUser(['users:create']), { limit: 1 })).rejects.toEqual(
      missing,
    );
    expect(await findRole(holder, name)).toMatchObject({ name });
  });
});

describe('changeRole', () => {
  test('acts on everybody who has the role, in sessions that are open', async () => {
    const name = await makeRole(['devices:read-update'], ['a', 'b']);
    const { username } = (await makeHolder(name)).principal;
    const { token } = await startSession(operator(), keys, { username, password });
    await changeRole(await admin(), { name, scopes: ['devices:read'], groups: ['b'] });
    const { principal } = await contextFrom(token);
    expect(groupsWith(principal, 'devices:read')).toEqual(new Set(['b']));
    expect(groupsWith(principal, 'devices:read-update')).toEqual(new Set());
  });

  test('leaves the version as it is when nothing changes, and asks what must hold first', async () => {
    const name = await makeRole(['devices:read'], ['a']);
    const same = { name, scopes: ['devices:read'], groups: ['a'] };
    expect(await changeRole(operator(), same)).toMatchObject({ version: 1 });
    const require = ({ version }: { version: number }): void => {
      throw new Error(`is ${version}`);
    };
    const wanted = { name, scopes: ['devices:delete'], require };
    await expect(changeRole(operator(), wanted)).rejects.toThrow('is 1');
    await expect(deleteRole(operator(), wanted)).rejects.toThrow('is 1');
    expect(await findRole(operator(), name)).toMatchObject({ scopes: ['devices:read'] });
  });
});

describe('deleteRole', () => {
  test('refuses while somebody active has the role; those who are not active lose it', async () => {
    const name = await makeRole(['devices:read']);
    const { username } = (await makeHolder(name)).principal;
    await expect(deleteRole(operator(), { name })).rejects.toMatchObject({
      code: 'role_in_use',
      details: { detail: 'Active users who have it: 1' },
    });
    await deactivateUser(operator(), username);
    await deleteRole(operator(), { name });
    await expect(findRole(operator(), name)).rejects.toEqual(refusedWith('role_not_found'));
  });
});

describe('changeUserRoles', () => {
  test('is recorded with what was before and after; what changes nothing is not', async () => {
    const [one, other] = [await makeRole(['devices:read']), await makeRole(['devices:delete'])];
    const { username, userId } = (await makeHolder(one)).principal;
    await changeUserRoles(operator(), { username, roles: [other, other] });
    await changeUserRoles(operator(), { username, roles: [other] });
    const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: userId });
    const changes = records.filter(({ action }) => action === 'user.roles_changed');
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      [{ roles: [] }, { roles: [one] }],
      [{ roles: [one] }, { roles: [other] }],
    ]);
  });

  test('leaves what a login provider gave', async () => {
    const name = await makeRole(['devices:read']);
    const { username, userId } = (await makeUser()).principal;
    const role = await db().selectFrom('roles').select('id').where('name', '=', name).execute();
    const fromProvider = { granted_at: new Date(), granted_by: 'github', source: 'github' };
    await db()
      .insertInto('user_roles')
      .values({ user_id: userId, role_id: role[0]!.id, ...fromProvider })
      .execute();
    await changeUserRoles(operator(), { username, roles: [name] });
    await changeUserRoles(operator(), { username, roles: [] });
    const { token } = await startSession(operator(), keys, { username, password });
    expect([...(await contextFrom(token)).principal.scopes]).toEqual(['devices:read']);
  });

  test('refuses who does not exist, and what is no role', async () => {
    const { username } = (await makeUser()).principal;
    const nobody = { username: 'nobody', roles: [] };
    await expect(changeUserRoles(operator(), nobody)).rejects.toEqual(
      refusedWith('user_not_found'),
    );
    const roles = [await makeRole(['devices:read']), 'missing'];
    await expect(changeUserRoles(operator(), { username, roles })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { issues: [{ pointer: '/roles/1' }] },
    });
  });
});

test('a new installation begins with three roles, each with all of the one before', async () => {
  await db().deleteFrom('user_roles').execute();
  await db().deleteFrom('roles').execute();
  await db().deleteFrom('token_secrets').execute();
  await db().deleteFrom('tokens').execute();
  await db().deleteFrom('users').execute();
  await createFirstAdministrator(operator(), { password });
  const { items } = await listRoles(operator(), { limit: 9 });
  expect(items.map(({ name }) => name)).toEqual(['administrator', 'operator', 'viewer']);
  const [administrator, working, viewing] = items.map(({ scopes }) => scopeSet(scopes));
  expect([...viewing!].filter((scope) => !working!.has(scope))).toEqual([]);
  expect([...working!].filter((scope) => !administrator!.has(scope))).toEqual([]);
  expect([...viewing!]).not.toContain('users:read');
});

test('whoever has rights for some groups makes tokens of their own, which reach these groups and no others', async () => {
  const north = await makeRole(['devices:read'], ['north']);
  const maker = await makeRole(['tokens:create']);
  const holder = await makeHolder(north, maker);
  const request = { name: 'x', scopes: ['devices:read'] };
  const { token } = await issueToken(holder, keys, request);
  const { principal } = await contextFrom(token);
  expect(groupsWith(principal, 'devices:read')).toEqual(new Set(['north']));
  await expect(issueToken(holder, keys, { ...request, groups: ['south'] })).rejects.toEqual(
    refusedWith('scope_not_held'),
  );
  await expect(
    issueToken(holder, keys, { ...request, scopes: ['devices:delete'] }),
  ).rejects.toEqual(refusedWith('scope_not_held'));
});
