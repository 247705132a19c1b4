/** The form of an error: one member with a sentence. */
import { describeError, type DomainError, type ErrorCode } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';

/** Everything that is wrong about a token is told in the same words. */
const aboutTokens: readonly ErrorCode[] = ['credentials_required', 'credentials_invalid'];

const textOf = ({ code, kind, details }: DomainError): string => {
  if (aboutTokens.includes(code)) return 'Credentials required';
  const { detail } = kind === 'internal' ? {} : details;
  return detail ?? describeError(code).title;
};

const headersOf = ({ kind, details }: DomainError): Record<string, string> => ({
  ...(kind === 'unauthenticated' ? { 'WWW-Authenticate': 'Token realm="api"' } : {}),
  ...(details.retryAfterSeconds === undefined
    ? {}
    : { 'Retry-After': String(Math.max(0, Math.ceil(details.retryAfterSeconds))) }),
});

/** The reply for an error. */
export const renderFault = (error: DomainError): Reply => ({
  status: statusOf(error.kind),
  headers: headersOf(error),
  body: { error: textOf(error) },
});

/** The status of a code. */
export const statusOfCode = (code: ErrorCode): number => statusOf(describeError(code).kind);
