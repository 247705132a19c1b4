/** Giving roles to a user, and taking them away. */
import { lockActiveUserByUsername } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { requireUnlimited } from '../rights.ts';
import { keepAdministrator } from '../users/keep-administrator.ts';
import { compareRoles, writeRoles } from './replace-roles.ts';
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
      const comparison = await compareRoles(trx, user.id, request.roles);
      const { given, taken, before, after } = comparison;
      request.require?.(before);
      if (given.length + taken.length === 0) return;
      for (const role of [...given, ...taken]) requireRoleHeld(ctx.principal, role);
      await writeRoles(trx, ctx, comparison);
      await recordAudit(trx, ctx, {
        action: 'user.roles_changed',
        targetKind: 'user',
        targetId: user.id,
        before: { roles: before },
        after: { roles: after },
      });
      announce({ kind: 'user', userId: user.id });
    }),
  );
};
