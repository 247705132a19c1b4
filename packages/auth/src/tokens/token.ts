/** A token as people see it: everything but its secret. */
import type { DisableReason, TokenKind, TokenRow, TokenState } from '@moorgate/db';
import { limitsOf, type TokenLimits } from './token-limits.ts';

/** A token. Its scopes are what it was given; what it can do is never more than its owner's present rights. */
export interface Token extends TokenLimits {
  readonly id: string;
  readonly kind: TokenKind;
  /** The owner's username. */
  readonly owner: string;
  readonly dialect: string;
  readonly state: TokenState;
  readonly name: string;
  readonly note: string | null;
  readonly maxUses: number | null;
  /** How often it was used; counted for tokens with a number of uses alone. */
  readonly uses: number;
  /** The token that it was made with. */
  readonly parentId: string | null;
  /** The token that its line of descent begins with: itself, where it was made with none. */
  readonly familyId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly notBefore: Date | null;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedFrom: string | null;
  readonly disabledAt: Date | null;
  readonly disabledBy: string | null;
  readonly disableReason: DisableReason | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly revokeReason: string | null;
}

/** A new token, with the text that its holder sends; the text cannot be shown again. */
export interface IssuedToken extends TokenLimits {
  readonly id: string;
  readonly token: string;
  readonly owner: string;
  readonly name: string;
  readonly note: string | null;
  readonly maxUses: number | null;
  readonly createdAt: Date;
  readonly notBefore: Date | null;
  readonly expiresAt: Date;
}

/** Whether a token's time, or its number of uses, is over. */
export const isOver = (
  row: Pick<TokenRow, 'expires_at' | 'max_uses' | 'uses'>,
  now: Date,
): boolean =>
  (row.expires_at !== null && row.expires_at <= now) ||
  (row.max_uses !== null && row.uses >= row.max_uses);

/** Where a token stands at this time. */
export const stateOf = (row: TokenRow, now: Date): TokenState => {
  if (row.revoked_at !== null) return 'revoked';
  if (isOver(row, now)) return 'expired';
  return row.disabled_at === null ? 'active' : 'disabled';
};

/** The row as an entity; scopes of a newer version, which grant nothing here, are left out. */
export const tokenFromRow = (row: TokenRow, now: Date): Token => ({
  ...limitsOf(row),
  id: row.id,
  kind: row.kind,
  owner: row.owner,
  dialect: row.dialect,
  state: stateOf(row, now),
  name: row.name,
  note: row.note,
  maxUses: row.max_uses,
  uses: row.uses,
  parentId: row.parent_id,
  familyId: row.family_id,
  createdAt: row.created_at,
  createdBy: row.created_by,
  notBefore: row.not_before,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  lastUsedFrom: row.last_used_ip,
  disabledAt: row.disabled_at,
  disabledBy: row.disabled_by,
  disableReason: row.disable_reason,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
  revokeReason: row.revoke_reason,
});
