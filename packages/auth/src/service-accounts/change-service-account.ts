/** Changing a service account: what it may do, and who answers for it. */
import {
  findAccountByName,
  listTokensMadeByOthers,
  lockServiceAccountByName,
  type ServiceAccountRow,
  type Trx,
  updateServiceAccount,
} from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { requireUnlimited } from '../rights.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { revokeWithDescendants } from '../tokens/revoke-token.ts';
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
  /** The person who is to answer for it. */
  readonly owner?: string | undefined;
}

/** An account with its scopes as a set. */
interface Wanted {
  readonly scopes: readonly Scope[];
  readonly ownerId: string;
  readonly owner: string;
}

/**
 * Changes the scopes or the owner of a service account: its owner with a session, or with `users:read-update` anybody. Its
 * owner takes away what they like; whatever else is changed, whoever asks must have. Who hands it to somebody else must have
 * all of its scopes, since it may do more under an owner with more rights; tokens that the owner before made with a token
 * of theirs end with that. Throws `service_account_not_found`,
 * `scope_missing`, `invalid_request`, `scope_not_held`, `service_account_owner_unfit` and `committed_unconfirmed`.
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
    const before = serviceAccountFromRow(row);
    const wanted = await wantedOf(trx, row, change);
    requireGrantable(ctx, row, wanted);
    await updateServiceAccount(trx, row.id, wanted);
    await recordAudit(trx, ctx, {
      action: 'service_account.changed',
      targetKind: 'user',
      targetId: row.id,
      before: { owner: before.owner, scopes: before.scopes },
      after: { owner: wanted.owner, scopes: wanted.scopes },
    });
    if (wanted.ownerId !== row.owner_id) await endMadeByOthers(trx, ctx, row.id);
    announce({ kind: 'user', userId: row.id });
    return serviceAccountFromRow((await lockServiceAccountByName(trx, name))!);
  });

const endMadeByOthers = async (trx: Trx, ctx: Context, accountId: string): Promise<void> => {
  for (const id of await listTokensMadeByOthers(trx, accountId))
    await revokeWithDescendants(trx, ctx, { id, reason: 'service account handed on' });
};

const wantedOf = async (
  trx: Trx,
  row: ServiceAccountRow,
  change: ServiceAccountChange,
): Promise<Wanted> => {
  const scopes =
    change.scopes === undefined ? serviceAccountFromRow(row).scopes : parseScopes(change.scopes);
  if (change.owner === undefined)
    return { scopes, ownerId: row.owner_id ?? '', owner: row.owner ?? '' };
  const { id: ownerId, username } = requireFit(await findAccountByName(trx, change.owner));
  return { scopes, ownerId, owner: username };
};

/** Throws `scope_not_held`. */
const requireGrantable = (ctx: Context, row: ServiceAccountRow, wanted: Wanted): void => {
  const before = scopeSet(row.scopes);
  const after = scopeSet(wanted.scopes);
  requireHeld(
    ctx.principal,
    [...after].filter((scope) => !before.has(scope)),
  );
  if (!isOwnerInPerson(ctx.principal, row))
    requireHeld(
      ctx.principal,
      [...before].filter((scope) => !after.has(scope)),
    );
  if (wanted.ownerId !== row.owner_id) requireHeld(ctx.principal, after);
};
