/** OAuth clients, and how operators see them: as application credentials. */
import {
  groupsWith,
  isOver,
  isOwn,
  limitsOf,
  type Principal,
  type Scope,
  type Token,
  type TokenLimits,
  tokenFromRow,
  type UserPrincipal,
} from '@moorgate/auth';
import type { OAuthClientRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** What a client has beside what every token has. */
export interface ClientTerms {
  /** True for a client that cannot keep a secret, and therefore has none: an app on somebody’s own machine. */
  readonly isPublic: boolean;
  /** Where codes may be sent to, compared letter by letter (RFC 9700, 2.1). */
  readonly redirectUris: readonly string[];
  /** SHA-256, in base64url, of the certificate that it may show in place of its secret (RFC 8705, 2.2). */
  readonly certificateThumbprint: string | null;
  /** True where what it gets is bound to a key of its own, or it gets nothing. */
  readonly requiresBinding: boolean;
}

/** An application credential: a client id, and everything about it but the secret. */
export interface ApplicationCredential extends Token, ClientTerms {}

/** A client that has said, and but for a public one proved, who it is. */
export interface OAuthClient extends ClientTerms {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  /** The most that what it gets may do. */
  readonly limits: TokenLimits;
  readonly expiresAt: Date | null;
  /** Its owner, with what the client may do now: who acts where it acts for itself. */
  readonly principal: UserPrincipal;
  /** False for a public client: whoever knows its id may claim to be it. */
  readonly isAuthenticated: boolean;
}

/** What the row says beside what every token has. */
export const termsOf = (row: OAuthClientRow): ClientTerms => ({
  isPublic: row.is_public,
  redirectUris: row.redirect_uris,
  certificateThumbprint: row.certificate_thumbprint,
  requiresBinding: row.requires_binding,
});

/** The row as operators see it. */
export const applicationCredentialFromRow = (
  row: OAuthClientRow,
  now: Date,
): ApplicationCredential => ({ ...tokenFromRow(row, now), ...termsOf(row) });

/** The row as a client that is in use. Throws `client_invalid` for one that has ended. */
export const clientFromRow = (
  row: OAuthClientRow | undefined,
  known: {
    readonly now: Date;
    readonly principal: UserPrincipal;
    readonly isAuthenticated: boolean;
  },
): OAuthClient => {
  if (row === undefined || row.revoked_at !== null || isOver(row, known.now))
    throw fault('client_invalid');
  return {
    ...termsOf(row),
    id: row.id,
    name: row.name,
    ownerId: row.owner_id,
    limits: limitsOf(row),
    expiresAt: row.expires_at,
    principal: known.principal,
    isAuthenticated: known.isAuthenticated,
  };
};

/**
 * The credential, if there is one that whoever asks may know of: their own, or with the scope any. Throws
 * `application_credential_not_found` otherwise.
 */
export const requireKnown = (
  principal: Principal,
  row: OAuthClientRow | undefined,
  scope: Scope,
): OAuthClientRow => {
  const isKnown =
    row !== undefined && (isOwn(principal, row) || groupsWith(principal, scope) === 'all');
  if (!isKnown) throw fault('application_credential_not_found');
  return row;
};
