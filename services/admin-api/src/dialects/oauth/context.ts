/** What endpoints of this dialect need beside the context of every endpoint. */
import type { Context, TokenChecks, TokenKeys } from '@moorgate/auth';
import {
  type ClientAttempts,
  createPollPacer,
  type OAuthServices,
  type PollPacer,
} from '@moorgate/oauth';
import type { DialectParts } from '../../dialect-parts.ts';
import type { OwnOrigin, RequestHeaders } from '../../same-origin.ts';

/** The parts of the dialect, once for the life of the process. */
export interface OAuthParts {
  readonly tokenKeys: TokenKeys;
  /** Of the tokens with which devices register. */
  readonly enrolmentKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  readonly clientAttempts: ClientAttempts;
  readonly ownOrigin: OwnOrigin;
  /** The factory of this installation, which existing clients take from the answer. */
  readonly factory: string;
  /** Keeps devices that ask too often from the store. */
  readonly polls: PollPacer;
  /** The origin of the listener that asks for certificates; null where there is none. */
  readonly mtlsOrigin: string | null;
}

export type OAuthContext = Context & OAuthParts;

/** Takes the parts that the dialect uses. */
export const oauthPartsFrom = (parts: DialectParts): OAuthParts => ({
  tokenKeys: parts.tokenKeys,
  enrolmentKeys: parts.enrolmentKeys,
  tokenChecks: parts.tokenChecks,
  clientAttempts: { attempt: parts.loginLimiter.attemptClient },
  ownOrigin: parts.ownOrigin,
  factory: parts.factory,
  polls: createPollPacer(),
  mtlsOrigin: parts.mtlsOrigin ?? null,
});

/** What the flows stand on, for a request with these headers: the server is called what its client calls it. */
export const oauthServicesOf = (parts: OAuthParts, headers: RequestHeaders): OAuthServices => ({
  tokenKeys: parts.tokenKeys,
  enrolmentKeys: parts.enrolmentKeys,
  factory: parts.factory,
  polls: parts.polls,
  tokenChecks: parts.tokenChecks,
  clientAttempts: parts.clientAttempts,
  issuer: parts.ownOrigin.of(headers['host']),
  mtlsIssuer: parts.mtlsOrigin,
});
