/** Who shows a credential at the registry, and what they may do there. */
import { groupsWith, type TokenChecks, type UserPrincipal } from '@moorgate/auth';
import type { RegistryGrant, RegistryGrantee } from '@moorgate/containers';
import { fault, toDomainError } from '@moorgate/errors';
import { requireAllowed } from '@moorgate/http';
import { authenticateFactorySecret } from '../factory/factory-credentials.ts';
import { type ContainersParts, type RequestContext, userOf } from './containers-parts.ts';

/** Repositories are in no group of devices, so a right that is limited to groups is none here. */
const grantsOf = (user: UserPrincipal): readonly RegistryGrant[] => {
  const holds = (scope: 'containers:read' | 'containers:read-update'): boolean =>
    groupsWith(user, scope) === 'all';
  if (holds('containers:read-update'))
    return [{ actions: ['pull', 'push', 'delete'], repositories: null }];
  return holds('containers:read') ? [{ actions: ['pull'], repositories: null }] : [];
};

/** A token that a client still holds from before a rotation is no sign of a leak. */
const withoutAlarm = (checks: TokenChecks): TokenChecks => {
  const quiet = { ...checks };
  delete quiet.onRetired;
  return quiet;
};

const findByToken = async (
  ctx: RequestContext,
  { tokenChecks, factory }: ContainersParts,
  { secret, isRepeated }: PresentedCredential,
): Promise<RegistryGrantee> => {
  const checks = isRepeated ? withoutAlarm(tokenChecks) : tokenChecks;
  const presented = { text: secret, userAgent: ctx.userAgent ?? null, isRepeated };
  const user = await authenticateFactorySecret(ctx, { tokenChecks: checks }, presented);
  const subject = `token ${user.credential.tokenId}`;
  return { subject, principal: user, factory, grants: grantsOf(user) };
};

/** A credential, and whether it was looked at before: at the realm, or earlier in the same request. */
export interface PresentedCredential {
  readonly secret: string;
  readonly isRepeated: boolean;
}

/**
 * Who that is now. Throws `credentials_invalid`, `token_address_forbidden` and `service_unavailable`; what is no credential
 * costs no query.
 */
export const findGrantee = async (
  ctx: RequestContext,
  parts: ContainersParts,
  presented: PresentedCredential,
): Promise<RegistryGrantee> => {
  const { address, requestId, userAgent = null } = ctx;
  const visit = { address, requestId, userAgent, isRepeated: presented.isRepeated };
  for (const authenticate of parts.authenticators ?? []) {
    const grantee = await authenticate(presented.secret, visit);
    if (grantee?.factory === parts.factory) return grantee;
  }
  return findByToken(ctx, parts, presented);
};

/**
 * As `findGrantee`, for a new request: counts it against the limit of the credential, or of the address where there is none.
 * Throws `rate_limited`, too.
 */
export const admitGrantee = async (
  ctx: RequestContext,
  parts: ContainersParts,
  presented: PresentedCredential,
): Promise<RegistryGrantee> => {
  const grantee = await findGrantee(ctx, parts, presented).catch((thrown: unknown) => {
    if (toDomainError(thrown).kind === 'unauthenticated') countStranger(ctx, parts);
    throw thrown;
  });
  const rate = userOf(grantee)?.credential.rateLimit;
  requireAllowed(parts.limiter.byCredential(grantee.subject, rate));
  return grantee;
};

/** Counts a request that shows nothing good. Throws `rate_limited` for an address that has sent too many. */
export const countStranger = (
  { address }: Pick<RequestContext, 'address'>,
  { limiter }: Pick<ContainersParts, 'limiter'>,
): void => requireAllowed(limiter.byAddress(address ?? 'unknown'));

/** Passes for whoever may do anything here. Throws `credentials_invalid`, so that a login tells what is missing. */
export const requireAnyGrant = ({ grants }: RegistryGrantee): void => {
  if (grants.length > 0) return;
  throw fault('credentials_invalid', {
    detail: 'this token has neither containers:read nor containers:read-update',
  });
};
