/** A token as people see it: everything but its secret. */
import type { TokenKind, TokenRow } from '@moorgate/db';
import type { Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';

export interface Token {
  readonly id: string;
  readonly kind: TokenKind;
  /** The owner's username. */
  readonly owner: string;
  readonly name: string;
  /** What the token was given; what it can do is never more than its owner's present rights. */
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** A new token, with the text that its holder sends; the text cannot be shown again. */
export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  readonly owner: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The row as an entity; scopes of a newer version, which grant nothing here, are left out. */
export const tokenFromRow = (row: TokenRow): Token => ({
  id: row.id,
  kind: row.kind,
  owner: row.owner,
  name: row.name,
  scopes: listScopes(scopeSet(row.scopes)),
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
});
