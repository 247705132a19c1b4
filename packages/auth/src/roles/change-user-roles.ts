/** Giving roles to a user, and taking them away. */
import {
  deleteUserRoles,
  insertUserRoles,
  listUserRolesByUser,
  lockActiveUserByUsername,
  lockRoleDefinitionsByNames,
  type RoleRow,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireUnlimited } from '../rights.ts';
import { keepAdministrator } from '../users/keep-administrator.ts';
import { requireRoleHeld } from './role.ts';

/** Whose roles shall be exactly these. */
export interface UserRolesRequest {
  readonly username: string;
  readonly roles: readonly string[];
  /** Called with the names of the present ones, sorted, which nobody else changes meanwhile; throws to leave them so. */
  require?(present: readonly string[]): void;
}

/**
 * Makes these the roles that operators gave a user; those that a login provider gives stay with the provider. When this
 * returns, nothing of the user does anything by a role that was taken away. Nobody gives or takes a role that gives what
 * they do not hold themselves. Throws `scope_missing` without `users:read-update` for everything, `user_not_found`,
 * `invalid_request` for what is no role, `scope_not_held`, `last_administrator`, and `committed_unconfirmed`.
 */
export const changeUserRoles = async (ctx: Context, request: UserRolesRequest): Promise<void> => {
  requireUnlimited(ctx.principal, ['users:read-update']);
  await commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const user = await lockActiveUserByUsername(trx, request.username);
      if (user === undefined) throw fault('user_not_found');
      const { given, taken, before } = await compare(trx, user.id, request.roles);
      request.require?.(before.toSorted());
      if (given.length + taken.length === 0) return;
      for (const role of [...given, ...taken]) requireRoleHeld(ctx.principal, role);
      const grant = { at: ctx.clock.now(), by: principalName(ctx.principal) };
      await insertUserRoles(trx, { userId: user.id, roleIds: idsOf(given) }, grant);
      await deleteUserRoles(trx, { userId: user.id, roleIds: idsOf(taken) });
      await recordAudit(trx, ctx, {
        action: 'user.roles_changed',
        targetKind: 'user',
        targetId: user.id,
        before: { roles: before },
        after: { roles: [...new Set(request.roles)].sort() },
      });
      announce({ kind: 'user', userId: user.id });
    }),
  );
};

interface Comparison {
  readonly given: readonly RoleRow[];
  readonly taken: readonly RoleRow[];
  /** The names of those that the user has from operators. */
  readonly before: readonly string[];
}

const compare = async (
  trx: Trx,
  userId: string,
  wanted: readonly string[],
): Promise<Comparison> => {
  const held = (await listUserRolesByUser(trx, userId)).filter(({ source }) => source === null);
  const before = held.map(({ name }) => name);
  const wantedNames = new Set(wanted);
  const heldNames = new Set(before);
  const changed = new Set([
    ...wanted.filter((name) => !heldNames.has(name)),
    ...before.filter((name) => !wantedNames.has(name)),
  ]);
  const rows = await lockRoleDefinitionsByNames(trx, [...changed]);
  const known = new Set(rows.map(({ name }) => name));
  const issues = wanted.flatMap((name, index) =>
    changed.has(name) && !known.has(name)
      ? [{ pointer: `/roles/${index}`, message: 'is not a role' }]
      : [],
  );
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return {
    given: rows.filter(({ name }) => wantedNames.has(name)),
    taken: rows.filter(({ name }) => heldNames.has(name)),
    before,
  };
};

const idsOf = (rows: readonly RoleRow[]): string[] => rows.map(({ id }) => id);
