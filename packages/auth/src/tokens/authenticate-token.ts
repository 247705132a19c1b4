/** Finding out who holds a token, and what they may do now. */
import { listTokenCredentialsById, type TokenCredentialRow, type TokenKind } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import { effectiveGrants, unionOfGrants } from '../rights.ts';
import { parseToken } from './token-text.ts';
import { isSecretOf, type TokenKeys } from './token-keys.ts';

/** A text that claims to be a token, and the kinds that are accepted where it was sent. */
export interface PresentedToken {
  readonly text: string;
  readonly kinds: readonly TokenKind[];
}

/**
 * Answers whose token this is, with the intersection of its scopes and its owner's present ones. A text that is no token
 * is refused without a query; everything else takes one. Throws `credentials_invalid`, without saying why: unknown,
 * wrong secret, wrong kind, not valid yet, expired, disabled, revoked, or an owner who was deactivated.
 */
export const authenticateToken = async (
  ctx: Omit<Context, 'principal'>,
  keys: TokenKeys,
  presented: PresentedToken,
): Promise<UserPrincipal> => {
  const token = parseToken(presented.text);
  if (token === null || !presented.kinds.includes(token.kind)) throw fault('credentials_invalid');
  const rows = await listTokenCredentialsById(ctx.db, token.id);
  const now = ctx.clock.now();
  const row = rows.find(
    (candidate) =>
      isSecretLive(candidate, now) && isSecretOf(keys, token.secret, hashOf(candidate)),
  );
  if (row === undefined || row.kind !== token.kind || !isLive(row, now))
    throw fault('credentials_invalid');
  const grants = effectiveGrants({
    tokenScopes: row.token_scopes,
    tokenGroups: null,
    ownerScopes: row.owner_scopes,
    roles: row.owner_roles.map(({ scopes, device_groups: groups }) => ({ scopes, groups })),
  });
  return {
    kind: 'user',
    userId: row.owner_id,
    username: row.username,
    scopes: unionOfGrants(grants),
    grants,
    credential: { kind: row.kind === 'ses' ? 'session' : 'token', tokenId: token.id },
  };
};

const hashOf = (row: TokenCredentialRow): { hash: Buffer; keyVersion: number } => ({
  hash: row.hash,
  keyVersion: row.key_version,
});

const isSecretLive = (row: TokenCredentialRow, now: Date): boolean =>
  row.secret_retired_at === null && (row.secret_expires_at === null || row.secret_expires_at > now);

const isLive = (row: TokenCredentialRow, now: Date): boolean =>
  row.revoked_at === null &&
  row.disabled_at === null &&
  row.deactivated_at === null &&
  (row.not_before === null || row.not_before <= now) &&
  (row.expires_at === null || row.expires_at > now);
