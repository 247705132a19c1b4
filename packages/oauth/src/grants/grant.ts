/** What a grant is, and what the token endpoint does with one. */
import type { Context, Scope, SenderBinding, UserPrincipal } from '@moorgate/auth';
import type { OAuthClient } from '../clients/client.ts';
import type { OAuthServices } from '../services.ts';

/** What is granted to whom. */
export interface Grant {
  /** Null for a client that is registered nowhere: a device that asks for its user’s consent. */
  readonly client: OAuthClient | null;
  /** Whose rights are given, or the id of their account. */
  readonly user: UserPrincipal | string;
  readonly scopes: readonly Scope[];
  /** The only groups whose devices it is for; null: no limit. */
  readonly groups: readonly string[] | null;
  /** The key that whatever is issued is bound to; null for none. */
  readonly sender: SenderBinding | null;
  /** The grant type, for the record. */
  readonly grant: string;
  /** What the list of tokens calls it; the name of the client unless said. */
  readonly name?: string | undefined;
  readonly dialectTerms?: Readonly<Record<string, unknown>> | undefined;
}

/** What the client gets; neither token can be shown again. */
export interface IssuedGrant {
  readonly accessToken: string;
  /** Null where the grant has none. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
  readonly scopes: readonly Scope[];
  /** The key that the access token is bound to. */
  readonly sender: SenderBinding | null;
  /** What was issued in an exchange (RFC 8693, 2.2.1); absent for every other grant. */
  readonly issuedTokenType?: string;
}

/** A request at the token endpoint, with what is common to all grant types. */
export interface GrantRequest {
  /** The client that proved who it is, or a public one at its word; null where there is neither. */
  readonly client: OAuthClient | null;
  /** What the request calls its client. */
  readonly clientId: string | null;
  /** The other parameters, each given once; an empty one is absent (RFC 6749, 3.2). */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** The scopes that are asked for, spelled as in the catalogue; null where nothing is said. */
  readonly scopes: readonly string[] | null;
  /** The key that the request shows. */
  readonly sender: SenderBinding | null;
}

/** One grant type of the token endpoint. */
export interface GrantType {
  /** `any`: a client that is not registered may ask too. */
  readonly clients: 'registered' | 'any';
  issue(
    ctx: Omit<Context, 'principal'>,
    services: OAuthServices,
    request: GrantRequest,
  ): Promise<IssuedGrant>;
}
