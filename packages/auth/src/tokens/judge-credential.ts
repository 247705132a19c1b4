/** What follows from the record of a token: who holds it, until when, and from where. */
import { parseNetworks } from '@moorgate/config';
import type { TokenCredentialRow, TokenKind, TokenOwnerRow, TokenSecretRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Grant, UserPrincipal } from '../principal.ts';
import { effectiveGrants, intersectGrants, unionOfGrants } from '../rights.ts';
import { fromConfirmation, type SenderBinding } from './sender-binding.ts';
import { isSecretOf, type TokenKeys } from './token-keys.ts';

/** A token that is good but for the time and the place of its use, which are asked each time. */
export interface HeldCredential {
  readonly tokenId: string;
  readonly kind: TokenKind;
  /** The API that it was made for. */
  readonly dialect: string;
  /** The owner, and the person behind a service account: a change of any of them ends what is held here. */
  readonly userIds: readonly string[];
  readonly principal: UserPrincipal;
  /** Milliseconds since 1970. */
  readonly notBeforeMs: number;
  readonly expiresAtMs: number;
  /** A session ends then unless it is used before, which moves this; infinite for every other token. */
  restEndsAtMs: number;
  readonly includesAddress: (address: string) => boolean;
  /** The key that its sender has to show; null for none. */
  readonly binding: SenderBinding | null;
  /** True where each use is counted in the store. */
  readonly hasMaxUses: boolean;
}

/** The version of the secret that was presented, live or not; null for a wrong secret. */
export const findPresentedSecret = (
  keys: TokenKeys,
  token: { readonly secret: string },
  secrets: readonly TokenSecretRow[],
): TokenSecretRow | null => {
  let found: TokenSecretRow | null = null;
  // All are compared, so that the time does not tell which one it was.
  for (const secret of secrets) if (isSecretOf(keys, token.secret, secret)) found = secret;
  return found;
};

/** True for a version that has been replaced, and whose overlap with its successor is over. */
export const isRetired = (secret: TokenSecretRow, nowMs: number): boolean =>
  secret.retiredAtMs !== null || (secret.expiresAtMs ?? Infinity) <= nowMs;

const ownerGrants = (
  token: TokenCredentialRow,
  { scopes, roles }: TokenOwnerRow,
): readonly Grant[] =>
  effectiveGrants({
    tokenScopes: token.scopes,
    tokenGroups: token.deviceGroups,
    ownerScopes: scopes,
    roles: roles.map((role) => ({ scopes: role.scopes, groups: role.device_groups })),
  });

/** A service account has at most the rights of the person that it belongs to. */
const grantsOf = (token: TokenCredentialRow): readonly Grant[] => {
  const own = ownerGrants(token, token.owner);
  return token.responsible === null
    ? own
    : intersectGrants(own, ownerGrants(token, token.responsible));
};

const isUsable = ({ revokedAt, disabledAt, owner, responsible }: TokenCredentialRow): boolean =>
  revokedAt === null && disabledAt === null && owner.isActive && responsible?.isActive !== false;

const principalOf = (tokenId: string, row: TokenCredentialRow): UserPrincipal => {
  const grants = grantsOf(row);
  return {
    kind: 'user',
    userId: row.owner.id,
    username: row.owner.username,
    scopes: unionOfGrants(grants),
    grants,
    credential: {
      kind: row.kind === 'ses' ? 'session' : 'token',
      tokenId,
      expiresAt: row.expiresAt,
      rateLimit: row.rateLimit,
      terms: row.dialectTerms,
    },
    password: row.password,
  };
};

/** What the token allows; null for one that was revoked or disabled, or whose owner is not active. */
export const holdCredential = (
  tokenId: string,
  row: TokenCredentialRow,
  secret: Pick<TokenSecretRow, 'expiresAtMs'>,
): HeldCredential | null => {
  if (!isUsable(row)) return null;
  const { owner, responsible, cidrs } = row;
  const networks = cidrs === null ? null : parseNetworks(cidrs);
  return {
    tokenId,
    kind: row.kind,
    dialect: row.dialect,
    userIds: responsible === null ? [owner.id] : [owner.id, responsible.id],
    principal: principalOf(tokenId, row),
    notBeforeMs: row.notBefore?.getTime() ?? -Infinity,
    expiresAtMs: Math.min(row.expiresAt?.getTime() ?? Infinity, secret.expiresAtMs ?? Infinity),
    restEndsAtMs: Infinity,
    includesAddress: (address) => networks?.includes(address) ?? true,
    binding: fromConfirmation(row.cnf),
    hasMaxUses: row.maxUses !== null,
  };
};

/** Passes at this time and from this address. Throws `credentials_invalid` and `token_address_forbidden`. */
export const requireUse = (
  held: HeldCredential,
  use: { readonly nowMs: number; readonly address: string | null },
): void => {
  const endsAtMs = Math.min(held.expiresAtMs, held.restEndsAtMs);
  if (use.nowMs < held.notBeforeMs || use.nowMs >= endsAtMs) throw fault('credentials_invalid');
  if (!held.includesAddress(use.address ?? '')) throw fault('token_address_forbidden');
};
