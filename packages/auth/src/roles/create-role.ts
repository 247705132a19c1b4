/** Creating roles, those among them that a new installation begins with. */
import { randomUUID } from 'node:crypto';
import { inTransaction, insertRole, type RoleRow, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireHeldIn, requireUnlimited } from '../rights.ts';
import {
  type CheckedRole,
  checkRole,
  checkRoleName,
  type Role,
  type RoleContent,
  roleFromRow,
} from './role.ts';
import { suggestedRoles } from './suggested-roles.ts';

/** A role that shall exist. */
export type RoleRequest = RoleContent & { readonly name: string };

/**
 * Creates a role, which nobody has yet. Throws `scope_missing` without `users:read-update` for everything,
 * `invalid_request`, `scope_not_held` for a scope that whoever asks lacks for one of the groups, and `role_exists`.
 */
export const createRole = async (ctx: Context, request: RoleRequest): Promise<Role> => {
  requireUnlimited(ctx.principal, ['users:read-update']);
  checkRoleName(request.name);
  const content = checkRole(request);
  requireHeldIn(ctx.principal, content);
  return inTransaction(ctx.db, async (trx) => {
    const row = await insert(trx, ctx, { name: request.name, ...content });
    if (row === undefined) throw fault('role_exists');
    return roleFromRow(row);
  });
};

/** Creates the roles that a new installation suggests, but for those whose name is taken. */
export const createSuggestedRoles = async (trx: Trx, ctx: Context): Promise<void> => {
  for (const role of suggestedRoles) await insert(trx, ctx, role);
};

const insert = async (
  trx: Trx,
  ctx: Context,
  role: CheckedRole & { readonly name: string },
): Promise<RoleRow | undefined> => {
  const row = await insertRole(trx, {
    ...role,
    id: randomUUID(),
    createdAt: ctx.clock.now(),
    createdBy: principalName(ctx.principal),
  });
  if (row === undefined) return undefined;
  await recordAudit(trx, ctx, {
    action: 'role.created',
    targetKind: 'role',
    targetId: row.id,
    after: { ...role },
  });
  return row;
};
