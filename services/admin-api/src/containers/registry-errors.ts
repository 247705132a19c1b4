/** Errors in the form that clients of registries read (OCI distribution specification 1.1, "Error Codes"). */
import type { DomainError, ErrorCode, ErrorKind } from '@moorgate/errors';
import { describeError } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';

const byCode: Readonly<Partial<Record<ErrorCode, string>>> = {
  repository_name_invalid: 'NAME_INVALID',
  repository_not_found: 'NAME_UNKNOWN',
  manifest_not_found: 'MANIFEST_UNKNOWN',
  manifest_in_use: 'DENIED',
};

const byKind: Readonly<Partial<Record<ErrorKind, string>>> = {
  invalid: 'UNSUPPORTED',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'DENIED',
  not_found: 'NAME_UNKNOWN',
  method_not_allowed: 'UNSUPPORTED',
  too_large: 'SIZE_INVALID',
  rate_limited: 'TOOMANYREQUESTS',
  unavailable: 'UNAVAILABLE',
};

/** What clients are told to do about a refusal. */
export interface RegistryChallenge {
  /** The address of the token realm. */
  readonly realm: string;
  readonly service: string;
  /** `repository:<name>:<actions>`, one for each repository; none for `/v2/` itself. */
  readonly scopes: readonly string[];
}

/** RFC 6750, section 3; without an error where nothing was shown. */
const challengeOf = (error: DomainError, challenge: RegistryChallenge): string => {
  const { realm, service, scopes } = challenge;
  const reasons: Readonly<Partial<Record<ErrorCode, string>>> = {
    credentials_invalid: ',error="invalid_token"',
    registry_token_too_narrow: ',error="insufficient_scope"',
  };
  const scope = scopes.length === 0 ? '' : `,scope="${scopes.join(' ')}"`;
  return `Bearer realm="${realm}",service="${service}"${scope}${reasons[error.code] ?? ''}`;
};

const retryAfterOf = ({ details: { retryAfterSeconds: wait } }: DomainError) =>
  wait === undefined ? {} : { 'Retry-After': String(Math.max(1, Math.ceil(wait))) };

/** A target that is protected is no conflict for clients of registries, which know the status of a denial alone. */
const statusFor = ({ code, kind }: DomainError): number =>
  code === 'manifest_in_use' ? statusOf('forbidden') : statusOf(kind);

/** The reply for an error; `internal` shows its title alone. */
export const registryErrorReply = (
  error: DomainError,
  challenge: RegistryChallenge | null,
): Reply => {
  const { code, kind, details } = error;
  const title = describeError(code).title;
  const message = kind === 'internal' ? title : (details.detail ?? title);
  return {
    status: statusFor(error),
    headers: {
      'Docker-Distribution-Api-Version': 'registry/2.0',
      ...retryAfterOf(error),
      ...(kind === 'unauthenticated' && challenge !== null
        ? { 'WWW-Authenticate': challengeOf(error, challenge) }
        : {}),
    },
    body: { errors: [{ code: byCode[code] ?? byKind[kind] ?? 'UNKNOWN', message, detail: null }] },
  };
};
