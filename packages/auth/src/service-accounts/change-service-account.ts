/** Changing a service account: what it may do, and who answers for it. */
import { isDeepStrictEqual } from 'node:util';
import {
  findAccountByName,
  lockServiceAccountByName,
  type ServiceAccountRow,
  type Trx,
  updateServiceAccount,
  updateTokensRevokedMadeByOthers,
} from '@moorgate/db';
import { recordAudit, recordAudits } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireUnlimited } from '../rights.ts';
import { compareRoles, type RolesComparison, writeRoles } from '../roles/replace-roles.ts';
import { requireRoleHeld } from '../roles/role.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { parseScopes, requireHeld } from '../users/user.ts';
import { requireFit } from './create-service-account.ts';
import {
  isOwnerInPerson,
  requireKnown,
  type ServiceAccount,
  serviceAccountFromRow,
} from './service-account.ts';

/** What shall be otherwise; what is left out stays. */
export interface ServiceAccountChange {
  readonly scopes?: readonly string[] | undefined;
  /** The names of all roles that it shall have. */
  readonly roles?: readonly string[] | undefined;
  /** The person who is to answer for it. */
  readonly owner?: string | undefined;
  /** Called with the account as it is, which nobody else changes meanwhile; throws to leave it so. */
  require?(present: ServiceAccount): void;
}

/** What an account shall be. */
interface Wanted {
  readonly scopes: readonly Scope[];
  readonly roles: RolesComparison;
  readonly ownerId: string;
  readonly owner: string;
}

/**
 * Changes the scopes, the roles or the owner of a service account: its owner with a session, or with `users:read-update`
 * anybody. Its owner takes away what they like; whatever else is changed, whoever asks must have, and of a role all that it
 * gives. Who hands it to somebody else must have all of its rights, since it may do more under an owner with more of them;
 * tokens that the owner before made with a token of theirs end with that. When this returns, no token of it does anything
 * by what was taken away. Throws `service_account_not_found`, `scope_missing`, `invalid_request`, `scope_not_held`,
 * `service_account_owner_unfit` and `committed_unconfirmed`.
 */
export const changeServiceAccount = (
  ctx: Context,
  name: string,
  change: ServiceAccountChange,
): Promise<ServiceAccount> =>
  commitChange(ctx, async (trx, announce) => {
    const row = requireKnown(ctx.principal, await lockServiceAccountByName(trx, name));
    if (!isOwnerInPerson(ctx.principal, row))
      requireUnlimited(ctx.principal, ['users:read-update']);
    const present = await serviceAccountFromRow(trx, row);
    change.require?.(present);
    const wanted = await wantedOf(trx, { row, present, change });
    requireGrantable(ctx, row, wanted);
    const before = { owner: present.owner, scopes: present.scopes, roles: present.roles };
    const after = { owner: wanted.owner, scopes: wanted.scopes, roles: wanted.roles.after };
    if (isDeepStrictEqual(before, after)) return present;
    await write(trx, ctx, { row, wanted });
    const target = { targetKind: 'user', targetId: row.id };
    await recordAudit(trx, ctx, { action: 'service_account.changed', ...target, before, after });
    announce({ kind: 'user', userId: row.id });
    return serviceAccountFromRow(trx, (await lockServiceAccountByName(trx, name))!);
  });

/** An account, and what it shall be. */
interface Replacement {
  readonly row: ServiceAccountRow;
  readonly wanted: Wanted;
}

const write = async (trx: Trx, ctx: Context, { row, wanted }: Replacement): Promise<void> => {
  await updateServiceAccount(trx, row.id, wanted);
  await writeRoles(trx, ctx, wanted.roles);
  if (wanted.ownerId !== row.owner_id) await endMadeByOthers(trx, ctx, row.id);
};

const endMadeByOthers = async (trx: Trx, ctx: Context, accountId: string): Promise<void> => {
  const reason = 'service account handed on';
  const revocation = { at: ctx.clock.now(), by: principalName(ctx.principal), reason };
  const ids = await updateTokensRevokedMadeByOthers(trx, accountId, revocation);
  await recordAudits(
    trx,
    ctx,
    ids.map((targetId) => ({
      action: 'token.revoked',
      targetKind: 'token',
      targetId,
      after: { reason },
    })),
  );
};

const wantedOf = async (
  trx: Trx,
  account: {
    readonly row: ServiceAccountRow;
    readonly present: ServiceAccount;
    readonly change: ServiceAccountChange;
  },
): Promise<Wanted> => {
  const { row, present, change } = account;
  const scopes = change.scopes === undefined ? present.scopes : parseScopes(change.scopes);
  const roles = await compareRoles(trx, row.id, change.roles ?? present.roles);
  if (change.owner === undefined) return { scopes, roles, ownerId: row.owner_id, owner: row.owner };
  const { id: ownerId, username } = requireFit(await findAccountByName(trx, change.owner));
  return { scopes, roles, ownerId, owner: username };
};

const without = (some: ReadonlySet<Scope>, others: ReadonlySet<Scope>): Scope[] =>
  [...some].filter((scope) => !others.has(scope));

/** Throws `scope_not_held`. */
const requireGrantable = (ctx: Context, row: ServiceAccountRow, wanted: Wanted): void => {
  const { principal } = ctx;
  const { given, taken, kept } = wanted.roles;
  const before = scopeSet(row.scopes);
  const after = scopeSet(wanted.scopes);
  const isFreeToTake = isOwnerInPerson(principal, row);
  const isHandedOn = wanted.ownerId !== row.owner_id;
  requireHeld(principal, isHandedOn ? after : without(after, before));
  if (!isFreeToTake) requireHeld(principal, without(before, after));
  const roles = [...given, ...(isFreeToTake ? [] : taken), ...(isHandedOn ? kept : [])];
  for (const role of roles) requireRoleHeld(principal, role);
};
