/** Changing what a role gives. */
import { lockRoleByName, type RoleRow, updateRole } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { requireHeldIn, requireUnlimited } from '../rights.ts';
import { keepAdministrator } from '../users/keep-administrator.ts';
import {
  type CheckedRole,
  checkRole,
  requireRoleHeld,
  type Role,
  type RoleContent,
  roleFromRow,
} from './role.ts';

/** The content of which role, and what must hold of the present one. */
export interface RoleChange extends RoleContent {
  readonly name: string;
  /** Called with the role as it is, which nobody else changes meanwhile; throws to leave it so. */
  require?(present: Role): void;
}

/**
 * Replaces the content of a role, for everybody who has it; when this returns, nobody does anything by what it gave
 * before. Whoever asks holds all that it gave and all that it is to give. Throws `scope_missing` without
 * `users:read-update` for everything, `invalid_request`, `role_not_found`, `scope_not_held`, `last_administrator`, and
 * `committed_unconfirmed`.
 */
export const changeRole = async (ctx: Context, change: RoleChange): Promise<Role> => {
  requireUnlimited(ctx.principal, ['users:read-update']);
  const content = checkRole(change);
  requireHeldIn(ctx.principal, content);
  return commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const before = await lockRoleByName(trx, change.name);
      if (before === undefined) throw fault('role_not_found');
      change.require?.(roleFromRow(before));
      requireRoleHeld(ctx.principal, before);
      if (isSame(before, content)) return roleFromRow(before);
      const after = await updateRole(trx, before.id, { ...content, changedAt: ctx.clock.now() });
      await recordAudit(trx, ctx, {
        action: 'role.changed',
        targetKind: 'role',
        targetId: before.id,
        before: contentOf(before),
        after: contentOf(after),
      });
      announce({ kind: 'people' });
      return roleFromRow(after);
    }),
  );
};

const contentOf = (row: RoleRow): Record<string, unknown> => {
  const { name, description, scopes, groups } = roleFromRow(row);
  return { name, description, scopes, groups };
};

const isSame = (row: RoleRow, { description, scopes, groups }: CheckedRole): boolean =>
  JSON.stringify([row.description, row.scopes, row.device_groups]) ===
  JSON.stringify([description, scopes, groups]);
