/** Introspection: what a token is worth at this moment (RFC 7662). */
import {
  type Context,
  groupsWith,
  isOwn,
  listScopes,
  type Principal,
  type Scope,
  type SenderBinding,
} from '@moorgate/auth';
import type { TokenRow } from '@moorgate/db';
import type { OAuthServices } from '../services.ts';
import { clientIdOf } from './client-of-token.ts';
import { readToken } from './read-token.ts';

/** A good token, as whoever may know is told of it. */
export interface TokenDescription {
  readonly id: string;
  /** The client that it was issued to; null for a token that somebody made for themselves. */
  readonly clientId: string | null;
  readonly isRefreshToken: boolean;
  readonly userId: string;
  readonly username: string;
  /** What it allows now: no more than its owner may. */
  readonly scopes: readonly Scope[];
  readonly binding: SenderBinding | null;
  readonly createdAt: Date;
  readonly notBefore: Date | null;
  readonly expiresAt: Date | null;
  /** Who acts for the owner, since an exchange (RFC 8693, 4.1); null for nobody. */
  readonly actor: Readonly<Record<string, unknown>> | null;
}

const introspected = ['oac', 'ort', 'pat', 'svc'] as const;

/**
 * Describes a token to whoever asks; null for one that is not good, and for one that they may not know of: both are told
 * alike (RFC 7662, 2.2). A client knows what was issued to it, a user what is their own, and whoever holds `tokens:read`
 * knows every token, as a server does that asks about those that are shown to it.
 */
export const introspectToken = async (
  ctx: Context,
  services: OAuthServices,
  text: string,
): Promise<TokenDescription | null> => {
  const shown = await readToken(ctx, services, { text, kinds: introspected });
  if (shown === null || shown.held === null) return null;
  const { row, held } = shown;
  const clientId = await clientIdOf(ctx, row);
  if (!mayKnow(ctx.principal, row, clientId)) return null;
  return {
    id: row.id,
    clientId,
    isRefreshToken: row.kind === 'ort',
    userId: held.principal.userId,
    username: held.principal.username,
    scopes: listScopes(held.principal.scopes),
    binding: held.binding,
    createdAt: row.created_at,
    notBefore: row.not_before,
    expiresAt: Number.isFinite(held.expiresAtMs) ? new Date(held.expiresAtMs) : null,
    actor: actorOf(row),
  };
};

const mayKnow = (principal: Principal, row: TokenRow, clientId: string | null): boolean => {
  if (groupsWith(principal, 'tokens:read') === 'all') return true;
  if (principal.kind !== 'user') return false;
  const { tokenId } = principal.credential;
  return clientId === null ? isOwn(principal, row) : isOwn(principal, row) || clientId === tokenId;
};

const actorOf = ({ dialect_terms: terms }: TokenRow): TokenDescription['actor'] => {
  const actor = terms?.['act'];
  return typeof actor === 'object' && actor !== null ? (actor as TokenDescription['actor']) : null;
};
