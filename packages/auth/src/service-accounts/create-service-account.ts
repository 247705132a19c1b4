/** Creating a service account. */
import { randomUUID } from 'node:crypto';
import {
  type AccountRow,
  findAccountByName,
  inTransaction,
  insertServiceAccount,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { compareRoles, writeRoles } from '../roles/replace-roles.ts';
import { requireRoleHeld } from '../roles/role.ts';
import { checkUsername, parseScopes, requireHeld } from '../users/user.ts';
import type { ServiceAccount } from './service-account.ts';

/** What shall exist. */
export interface ServiceAccountRequest {
  /** A name like a user’s, and among theirs. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** The names of its roles; none unless said. */
  readonly roles?: readonly string[] | undefined;
  /** The person who answers for it; whoever asks, unless said. */
  readonly owner?: string | undefined;
}

/**
 * Creates a service account, which has no password and no session, and at every moment at most the rights of its owner.
 * Throws `invalid_request` for a name, a scope or a role that breaks its rule, `scope_not_held` for a scope that whoever
 * asks lacks, and for a role that gives one, `service_account_owner_unfit`, and `user_exists` for a name that is taken, by
 * whomever.
 */
export const createServiceAccount = async (
  ctx: Context,
  request: ServiceAccountRequest,
): Promise<ServiceAccount> => {
  const { name, roles: wantedRoles = [] } = request;
  checkUsername(name);
  const scopes = parseScopes(request.scopes);
  requireHeld(ctx.principal, scopes);
  return inTransaction(ctx.db, async (trx) => {
    const ownerName = request.owner ?? principalName(ctx.principal);
    const { id: ownerId, username: owner } = requireFit(await findAccountByName(trx, ownerName));
    const id = randomUUID();
    const created = { createdAt: ctx.clock.now(), createdBy: principalName(ctx.principal) };
    const made = { id, username: name, scopes, ownerId, ...created };
    if (!(await insertServiceAccount(trx, made))) throw fault('user_exists');
    const comparison = await compareRoles(trx, id, wantedRoles);
    for (const role of comparison.given) requireRoleHeld(ctx.principal, role);
    await writeRoles(trx, ctx, comparison);
    const content = { name, owner, scopes, roles: comparison.after };
    await recordAudit(trx, ctx, {
      action: 'service_account.created',
      targetKind: 'user',
      targetId: id,
      after: content,
    });
    return { ...content, isUsable: true, ...created };
  });
};

/** An account that may answer for a program. Throws `service_account_owner_unfit`. */
export const requireFit = (account: AccountRow | undefined): AccountRow => {
  if (account?.kind !== 'person' || account.deactivated_at !== null)
    throw fault('service_account_owner_unfit');
  return account;
};
