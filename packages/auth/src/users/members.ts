/** People as those see them who work with them: under which standing, and by which roles. */
import {
  type Db,
  findRoleByName,
  findUserByUsername,
  type HeldRoleRow,
  listRolesByUsers,
  listUsersByRole,
  listUsersByState,
  type UserRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { Grant } from '../principal.ts';
import { effectiveGrants, requireUnlimited, unionOfGrants } from '../rights.ts';
import { type Role, roleFromRow } from '../roles/role.ts';
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';

/** `owner`: may do everything; `admin`: changes what others may do; `member`: everybody else. */
export type Standing = 'owner' | 'admin' | 'member';

/** What somebody has by one role. */
export type HeldRole = Pick<Role, 'name' | 'description' | 'scopes' | 'groups'>;

/** An active person. */
export interface Member {
  readonly username: string;
  readonly standing: Standing;
  /** By name. */
  readonly roles: readonly HeldRole[];
  /** The shortest list of what they may do at present, for whichever devices. */
  readonly scopes: readonly Scope[];
}

const standingOf = (grants: readonly Grant[]): Standing => {
  const unlimited = unionOfGrants(grants.filter(({ groups }) => groups === null));
  if (allScopes.every((scope) => unlimited.has(scope))) return 'owner';
  return unlimited.has('users:read-update') ? 'admin' : 'member';
};

const heldRoleFromRow = (row: HeldRoleRow): HeldRole => ({
  name: row.name,
  description: row.description,
  scopes: listScopes(scopeSet(row.scopes)),
  groups: row.device_groups,
});

const memberFromRows = (user: UserRow, roles: readonly HeldRoleRow[]): Member => {
  const grants = effectiveGrants({
    tokenScopes: allScopes,
    tokenGroups: null,
    ownerScopes: user.scopes,
    roles: roles.map(({ scopes, device_groups: groups }) => ({ scopes, groups })),
  });
  return {
    username: user.username,
    standing: standingOf(grants),
    roles: roles.map(heldRoleFromRow),
    scopes: listScopes(unionOfGrants(grants)),
  };
};

const membersFromRows = async (db: Db, users: readonly UserRow[]): Promise<Member[]> => {
  const rows = await listRolesByUsers(
    db,
    users.map(({ id }) => id),
  );
  const byUser = Map.groupBy(rows, ({ user_id: id }) => id);
  return users.map((user) => memberFromRows(user, byUser.get(user.id) ?? []));
};

const stretch = 1_000;

/** All active people, by name. */
export const listMembers = async ({ db }: Pick<Context, 'db'>): Promise<Member[]> => {
  const members: Member[] = [];
  for (let after: string | null = null; ;) {
    const users: UserRow[] = await listUsersByState(db, { isActive: true, after, limit: stretch });
    members.push(...(await membersFromRows(db, users)));
    if (users.length < stretch) return members;
    after = users.at(-1)!.username;
  }
};

/** One of them. Throws `user_not_found`. */
export const findMember = async (
  { db }: Pick<Context, 'db'>,
  username: string,
): Promise<Member> => {
  const user = await findUserByUsername(db, username);
  if (user === undefined || user.deactivated_at !== null) throw fault('user_not_found');
  const [member] = await membersFromRows(db, [user]);
  return member!;
};

/**
 * A role, and the active people who have it, by name. Throws `scope_missing` without `users:read` for everything, and
 * `role_not_found`.
 */
export const findRoleMembers = async (
  ctx: Context,
  name: string,
): Promise<{ readonly role: Role; readonly members: readonly Member[] }> => {
  requireUnlimited(ctx.principal, ['users:read']);
  const row = await findRoleByName(ctx.db, name);
  if (row === undefined) throw fault('role_not_found');
  const users = await listUsersByRole(ctx.db, row.id);
  return { role: roleFromRow(row), members: await membersFromRows(ctx.db, users) };
};
