/** What a failure in talking to a provider means for the person who logs in, and what of it the operator reads. */
import { DomainError, fault } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';

/** Failed requests of fetch are bare type errors, with the system’s error as their cause. */
const isUnreachable = (error: unknown): boolean => {
  if (error instanceof TypeError && error.cause instanceof Error) return true;
  if (error instanceof DOMException) return error.name === 'TimeoutError';
  if (!(error instanceof ClientError)) return false;
  const { code, cause } = error;
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT') return true;
  return cause instanceof Response && (cause.status >= 500 || cause.status === 429);
};

/** The code of our catalogue for a failure; a `DomainError` is what it is. */
export const judgeFailure = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error;
  if (error instanceof AuthorizationResponseError) return fault('login_declined');
  if (isUnreachable(error)) return fault('identity_provider_unavailable', { retryAfterSeconds: 5 });
  return fault('login_answer_invalid');
};

/** What the provider calls its own refusal, if it is one of the short words of RFC 6749, 4.1.2.1 and 5.2. */
const oauthErrorOf = (error: unknown): string | undefined => {
  const isAnswer =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  return isAnswer && /^[\w.-]{1,64}$/.test(error.error) ? error.error : undefined;
};

/**
 * Judges a failure and writes its reason into the log: the name of the check and the words of the library or of ours,
 * never a parameter, a token or a text of the provider.
 */
export const logFailure = (log: Logger, provider: string, error: unknown): DomainError => {
  const judged = judgeFailure(error);
  const reason = error instanceof DomainError ? error.details.cause : error;
  if (!(reason instanceof Error)) return judged;
  const { message, cause } = reason;
  const { code: check } = reason as NodeJS.ErrnoException;
  const { code: system } = (cause ?? {}) as NodeJS.ErrnoException;
  const line = { provider, code: judged.code, reason: message, check, system };
  log.warn({ ...line, oauthError: oauthErrorOf(reason) }, 'a login through a provider failed');
  return judged;
};
