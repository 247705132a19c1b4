/** What an endpoint's access means: whom it asks for credentials, what it refuses with, how it is documented. */
import {
  type AccountRestriction,
  requireScopes,
  requireUnlimited,
  type UserPrincipal,
} from '@moorgate/auth';
import { type ErrorCode, fault } from '@moorgate/errors';
import type { Access } from './define-endpoint.ts';

/** How one endpoint's access stands in an OpenAPI document. */
export interface AccessDescription {
  /** Members of the operation whose names begin with `x-`. */
  readonly extensions: Readonly<Record<`x-${string}`, unknown>>;
  /** Security requirements; none for an operation that is open to everybody. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  /** The codes with which access is refused. */
  readonly faults: readonly ErrorCode[];
}

const credentialFaults = [
  'credentials_required',
  'credentials_invalid',
  'cross_site_request',
] as const;

const accountRestrictions: readonly AccountRestriction[] = [
  'password_expired',
  'second_factor_setup_required',
];

/** Nobody: stands in the context of a public endpoint, holds no scope, and has the nil UUID (RFC 9562, section 5.9). */
export const anonymous: UserPrincipal = {
  kind: 'user',
  userId: '00000000-0000-0000-0000-000000000000',
  username: 'anonymous',
  scopes: new Set(),
  grants: [],
  credential: { kind: 'session', tokenId: '' },
};

/** True for an endpoint that asks nobody who they are. */
export const isPublic = (access: Access): boolean => 'public' in access;

/** True for an operation that devices call with an enrolment token. */
export const admitsEnrolment = (access: Access): boolean =>
  'scopes' in access && access.enrolment === true;

/** True for what runners do. */
export const admitsRunner = (access: Access): boolean => 'runner' in access;

const isAllowedDespite = (access: Access, restriction: AccountRestriction): boolean =>
  'authenticated' in access && access.despite?.includes(restriction) === true;

/**
 * Passes when the principal may call the endpoint. Throws `password_expired` or `second_factor_setup_required` for somebody
 * who must do that first, wherever the endpoint is not a part of it; and `scope_missing`.
 */
export const requireAccess = (access: Access, principal: UserPrincipal): void => {
  if (admitsRunner(access) !== (principal.credential.kind === 'runner') && !isPublic(access))
    throw fault('credentials_invalid');
  const { restriction = null } = principal;
  if (restriction !== null && !isAllowedDespite(access, restriction)) throw fault(restriction);
  if (!('scopes' in access)) return;
  const require = access.byGroup === true ? requireScopes : requireUnlimited;
  require(principal, access.scopes);
};

/** What any request is refused with before anything else is looked at. */
const entryFaults = ['rate_limited', 'uri_too_long'] as const;

/** The codes with which an access is refused. */
export const accessFaults = (access: Access): readonly ErrorCode[] => {
  if ('public' in access) return entryFaults;
  if ('runner' in access) return ['credentials_required', 'credentials_invalid', ...entryFaults];
  const despite = 'authenticated' in access ? (access.despite ?? []) : [];
  const restrictions = accountRestrictions.filter((one) => !despite.includes(one));
  const faults = [...credentialFaults, ...restrictions, ...entryFaults] as const;
  return 'scopes' in access ? [...faults, 'scope_missing'] : faults;
};

/** What runners show; it opens nothing that operators do. */
const runnerScheme = 'runnerToken';

/**
 * Describes the access of operators: `x-required-scope` with every scope that is needed, and `x-by-group` where holding it
 * for some groups of devices is enough, or `x-public` with the reason, or `x-runner`; one security requirement for each
 * scheme, any of which is enough.
 */
export const describeAccess =
  (schemes: readonly string[]) =>
  (access: Access): AccessDescription => {
    const faults = accessFaults(access);
    if ('public' in access) {
      const security = (access.schemes ?? []).map((scheme) => ({ [scheme]: [] }));
      return { extensions: { 'x-public': access.public }, security, faults };
    }
    if ('runner' in access)
      return { extensions: { 'x-runner': true }, security: [{ [runnerScheme]: [] }], faults };
    const scopes = 'scopes' in access ? access.scopes : [];
    const byGroup = 'scopes' in access && access.byGroup === true ? { 'x-by-group': true } : {};
    return {
      extensions: { 'x-required-scope': scopes, ...byGroup },
      security: schemes
        .filter((scheme) => scheme !== runnerScheme)
        .map((scheme) => ({ [scheme]: scopes })),
      faults,
    };
  };
