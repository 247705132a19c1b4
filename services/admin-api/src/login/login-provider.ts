/** A provider that people log in with: what the routes of the login know of it. */
import type { ProviderPolicy, VerifiedIdentity } from '@moorgate/auth';
import type { Logger } from '@moorgate/observability';

/** What ties the answer of a provider to the request that it answers. */
export interface LoginChecks {
  /** Ties it to the browser (RFC 6749, 10.12). */
  readonly state: string;
  /** Ties the ID token to the request (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly nonce: string;
  /** The secret of PKCE, which ties the code to whoever began (RFC 7636). */
  readonly codeVerifier: string;
}

export interface LoginProvider {
  readonly id: string;
  readonly kind: 'oidc' | 'google' | 'github';
  /** How people know it. */
  readonly title: string;
  readonly policy: ProviderPolicy;
  /** The address to send a browser to; why there is none, `log` gets to know. Throws `identity_provider_unavailable`. */
  begin(log: Logger, checks: LoginChecks): Promise<URL>;
  /**
   * Says whom the provider vouches for, when every check of its answer has passed; `answer` are the parameters with which
   * the browser came back. Throws `login_declined`, `login_answer_invalid`, `identity_not_allowed` and
   * `identity_provider_unavailable`.
   */
  complete(log: Logger, answer: URLSearchParams, checks: LoginChecks): Promise<VerifiedIdentity>;
}

/** The providers of this installation, by id, in the order of the file. */
export type LoginProviders = ReadonlyMap<string, LoginProvider>;
