/** A token whose text can be shown again: what its owner sees of it, and who sees the text. */
import type { DialectTerms, DialectTokenRow, TokenKind } from '@moorgate/db';
import { DomainError } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { limitsOf, requireNarrower, type TokenLimits } from '../tokens/token-limits.ts';
import type { DerivationKeys } from './derivation-keys.ts';
import { deriveText } from './derived-text.ts';

/** What derived tokens stand on. */
export interface DerivedTokenServices {
  readonly tokenKeys: TokenKeys;
  readonly derivationKeys: DerivationKeys;
  /** Whether a text is shown again after it was made. */
  readonly revealsTokens: boolean;
}

/** A token of one dialect, as its owner sees it. */
export interface DerivedToken {
  readonly id: string;
  /** What its holder sends; shortened, and good for nothing, where it is not shown again. */
  readonly text: string;
  readonly note: string | null;
  /** What the dialect says of it. */
  readonly terms: DialectTerms | null;
  readonly createdAt: Date;
  /** Null: it lives until it is revoked. */
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** A context in which a user asks. */
export type UserContext = Context & { readonly principal: UserPrincipal };

/** What a text is shortened to: enough to tell tokens apart. */
const shorten = (token: { readonly id: string; readonly kind: TokenKind }, text: string): string =>
  `mgt_${token.kind}_${token.id}_…${text.slice(-4)}`;

/** The whole text of a stored token; null where none of its live secrets can be made again. */
export const wholeText = (keys: DerivationKeys, row: DialectTokenRow): string | null => {
  const { id: tokenId, kind, version, salt, derivation_key_version: keyVersion, form } = row;
  if (version === null || salt === null || keyVersion === null || form === null) return null;
  return deriveText(keys, { tokenId, kind, version, salt, keyVersion, form })?.text ?? null;
};

/**
 * Whether whoever asks may see the text of a token of theirs: with a login always, with a token only when that other one
 * allows nothing that it does not, so that a token which was narrowed does not lead to a wider one.
 */
export const mayHold = (asking: TokenLimits | null, row: DialectTokenRow): boolean => {
  if (asking === null) return true;
  try {
    requireNarrower(limitsOf(row), asking);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'token_not_narrower') return false;
    throw error;
  }
};

/** Makes rows what their owner sees; `asking` is what the token that asks is limited to, null for a login. */
export const derivedTokenFrom =
  ({ derivationKeys, revealsTokens }: DerivedTokenServices, asking: TokenLimits | null) =>
  (row: DialectTokenRow): DerivedToken => {
    const whole = wholeText(derivationKeys, row);
    const isShown = whole !== null && revealsTokens && mayHold(asking, row);
    return {
      id: row.id,
      text: isShown ? whole : shorten(row, whole ?? ''),
      note: row.note,
      terms: row.dialect_terms,
      createdAt: row.created_at,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
    };
  };
