/** Changing what a user may do. */
import { lockActiveUserByUsername, type Trx, updateUserScopes } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';
import { keepAdministrator } from './keep-administrator.ts';
import { parseScopes, requireHeld } from './user.ts';

/** What one of the two has and the other has not. */
const difference = (one: ReadonlySet<Scope>, other: ReadonlySet<Scope>): Scope[] =>
  [...one, ...other].filter((scope) => !(one.has(scope) && other.has(scope)));

/** Who shall have which scopes. */
export interface UserScopesRequest {
  readonly username: string;
  readonly scopes: readonly string[];
  /** Called with the present scopes, which nobody else changes meanwhile; throws to leave them so. */
  require?(present: readonly Scope[]): void;
}

/**
 * Replaces the scopes of a user; when it returns, every token and session of theirs has at most these everywhere. Nobody
 * gives or takes a scope that they do not have themselves. Throws `user_not_found`, `invalid_request`, `scope_not_held`,
 * `last_administrator` and `committed_unconfirmed`.
 */
export const changeUserScopes = (ctx: Context, request: UserScopesRequest): Promise<void> =>
  commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const userId = await replaceScopes(trx, ctx, request);
      announce({ kind: 'user', userId });
    }),
  );

/**
 * The same as a part of a larger change, which `keepAdministrator` surrounds and which announces the user. Answers the id of
 * the user. Throws `user_not_found`, `invalid_request` and `scope_not_held`.
 */
export const replaceScopes = async (
  trx: Trx,
  ctx: Context,
  request: UserScopesRequest,
): Promise<string> => {
  const row = await lockActiveUserByUsername(trx, request.username);
  if (row === undefined) throw fault('user_not_found');
  const before = listScopes(scopeSet(row.scopes));
  request.require?.(before);
  const scopes = parseScopes(request.scopes);
  requireHeld(ctx.principal, difference(scopeSet(row.scopes), scopeSet(scopes)));
  await updateUserScopes(trx, row.id, scopes);
  await recordAudit(trx, ctx, {
    action: 'user.scopes_changed',
    targetKind: 'user',
    targetId: row.id,
    before: { scopes: before },
    after: { scopes },
  });
  return row.id;
};
