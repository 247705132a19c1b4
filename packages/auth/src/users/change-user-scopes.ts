/** Changing what a user may do. */
import { inTransaction, lockActiveUserByUsername, updateUserScopes } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { parseScopes, requireHeld, userFromRow } from './user.ts';

/** What one of the two has and the other has not. */
const difference = (one: ReadonlySet<Scope>, other: ReadonlySet<Scope>): Scope[] =>
  [...one, ...other].filter((scope) => !(one.has(scope) && other.has(scope)));

/**
 * Replaces the scopes of a user; every token and session of theirs has at most these from the next request on. Nobody
 * gives or takes a scope that they do not have themselves. Throws `user_not_found`, `invalid_request` and
 * `scope_not_held`.
 */
export const changeUserScopes = (
  ctx: Context,
  request: { readonly username: string; readonly scopes: readonly string[] },
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const row = await lockActiveUserByUsername(trx, request.username);
    if (row === undefined) throw fault('user_not_found');
    const scopes = parseScopes(request.scopes);
    requireHeld(ctx.principal, difference(scopeSet(row.scopes), scopeSet(scopes)));
    await updateUserScopes(trx, row.id, scopes);
    await recordAudit(trx, ctx, {
      action: 'user.scopes_changed',
      targetKind: 'user',
      targetId: row.id,
      before: { scopes: userFromRow(row).scopes },
      after: { scopes },
    });
  });
