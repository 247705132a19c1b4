/** Whose token it is, and who may see or change it. */
import type { TokenRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Principal } from '../principal.ts';
import { groupsWith, requireUnlimited } from '../rights.ts';
import type { Scope } from '../scopes/catalogue.ts';

/** True for a token of the user who asks, or of a service account that they answer for. */
export const isOwn = (principal: Principal, token: TokenRow): boolean =>
  principal.kind === 'user' &&
  (principal.userId === token.owner_id || principal.userId === token.manager_id);

/**
 * The token, if there is one that whoever asks may know of: their own, or with the scope any. Throws `token_not_found`
 * otherwise, for a token of somebody else as for one that does not exist.
 */
export const requireVisible = (
  principal: Principal,
  token: TokenRow | undefined,
  scope: Scope,
): TokenRow => {
  const isVisible =
    token !== undefined && (isOwn(principal, token) || groupsWith(principal, scope) === 'all');
  if (!isVisible) throw fault('token_not_found');
  return token;
};

/**
 * True for what whoever asks may change by being who they are. With a session that is whatever is their own; with a token
 * only that token itself and what was made with it, since a token that leaked must not reach the others.
 */
export const isWithinReach = (principal: Principal, token: TokenRow): boolean => {
  if (principal.kind !== 'user' || !isOwn(principal, token)) return false;
  const { kind, tokenId } = principal.credential;
  return kind === 'session' || token.id === tokenId || token.parent_id === tokenId;
};

/** Passes for a token within reach, and for holders of the scope. Throws `scope_missing`. */
export const requireReach = (principal: Principal, token: TokenRow, scope: Scope): void => {
  if (!isWithinReach(principal, token)) requireUnlimited(principal, [scope]);
};
