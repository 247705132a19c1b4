/** Errors as problem details (RFC 9457), and the HTTP status of each kind of error. */
import { describeError, type DomainError, type ErrorKind } from '@moorgate/errors';
import type { Reply } from './define-endpoint.ts';

/** Total over the kinds: a new kind does not compile until it has a status. */
const statuses: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  timeout: 408,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  unprocessable: 422,
  rate_limited: 429,
  head_too_large: 431,
  internal: 500,
  not_implemented: 501,
  unavailable: 503,
  insufficient_storage: 507,
};

/** The HTTP status of a kind of error (RFC 9110, section 15; RFC 6585 for 429 and 431; RFC 4918 for 507). */
export const statusOf = (kind: ErrorKind): number => statuses[kind];

/** The challenge of RFC 6750, section 3: without an error code for a request that had no credential. */
const challengeOf = (error: DomainError): string | undefined => {
  // A container engine that is challenged looks for a token service, and finds none.
  if (error.code === 'registry_token_invalid') return undefined;
  if (error.code === 'credentials_invalid') return 'Bearer error="invalid_token"';
  if (error.kind === 'unauthenticated') return 'Bearer realm="moorgate"';
  if (error.code !== 'scope_missing') return undefined;
  const scopes = error.details.neededScopes ?? [];
  const scope = scopes.length > 0 ? `, scope="${scopes.join(' ')}"` : '';
  return `Bearer error="insufficient_scope"${scope}`;
};

const headersOf = (error: DomainError): Record<string, string> => {
  const { retryAfterSeconds: wait, neededScopes, currentTag, acceptedTypes } = error.details;
  const { contentBytes } = error.details;
  const values = {
    'Content-Type': 'application/problem+json',
    'WWW-Authenticate': challengeOf(error),
    'X-Accepted-Scopes': neededScopes?.join(' '),
    'Retry-After': wait === undefined ? undefined : String(Math.max(0, Math.ceil(wait))),
    ETag: currentTag ?? undefined,
    Accept: acceptedTypes?.join(', '),
    'Content-Range': contentBytes === undefined ? undefined : `bytes */${String(contentBytes)}`,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

/**
 * The reply for an error: a problem object with `type`, `title`, `status`, `code` and `requestId`, with `detail` and
 * `errors` where the error has them, `bytes` where it says how much is stored, and the headers that go with it
 * (`WWW-Authenticate` by RFC 6750, section 3, and `X-Accepted-Scopes`; `Retry-After` in seconds; the present `ETag` of what a
 * condition was about; by RFC 9110, 15.5.16, `Accept` with what would have been read; by 15.5.17, `Content-Range` with the
 * length of what a range was beyond). An `internal` error shows nothing but its title.
 */
export const renderProblem = (error: DomainError, requestId: string): Reply => {
  const status = statusOf(error.kind);
  const { detail, issues, storedBytes } = error.kind === 'internal' ? {} : error.details;
  return {
    status,
    headers: headersOf(error),
    body: {
      type: `/errors/${error.code}`,
      title: describeError(error.code).title,
      status,
      ...(detail === undefined ? {} : { detail }),
      code: error.code,
      requestId,
      ...(issues === undefined ? {} : { errors: issues }),
      ...(storedBytes === undefined ? {} : { bytes: storedBytes }),
    },
  };
};
