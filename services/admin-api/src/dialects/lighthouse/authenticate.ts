/** Who asks: a token in `Authorization`, or a session in the cookie `auth`. */
import {
  accountRestriction,
  authenticateToken,
  type Context,
  type UserPrincipal,
} from '@moorgate/auth';
import { fault, toDomainError } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';
import { possessionFor } from '../../possession.ts';
import type { LighthouseServices } from './context.ts';

/** A browser that fetches a page before anybody has asked for it says so (Fetch, section 3.6; older ones by the second). */
const isPrefetch = (headers: Credentials['headers']): boolean =>
  ['sec-purpose', 'purpose'].some((name) => headers[name]?.includes('prefetch') === true);

/**
 * Passes for a request with the cookie that may change something, unless the page of another site made a browser send it.
 * Programs say nothing of where they come from, and are let in. Throws `cross_site_request`.
 */
const requireOwnIdea = (
  { ownOrigin }: Pick<LighthouseServices, 'ownOrigin'>,
  { headers, mayChange }: Credentials,
): void => {
  if (!mayChange) return;
  if (ownOrigin.judge(headers) === 'cross' || isPrefetch(headers))
    throw fault('cross_site_request');
};

/** The holder of the session in the cookie; null without one. Throws `credentials_invalid` and `cross_site_request`. */
const authenticateCookie = async (
  ctx: Omit<Context, 'principal'>,
  services: LighthouseServices,
  credentials: Credentials,
): Promise<UserPrincipal | null> => {
  const { headers, isRepeated = false } = credentials;
  const text = services.authCookie.read(headers['cookie']);
  if (text === null) return null;
  requireOwnIdea(services, credentials);
  const userAgent = headers['user-agent'] ?? null;
  const presented = { text, kinds: ['ses'], userAgent, isRepeated } as const;
  const principal = await authenticateToken(ctx, services.tokenChecks, presented);
  const { passwordPolicy, requiresSecondFactor } = services.accounts;
  const rules = { passwordMaxAgeDays: passwordPolicy.maxAgeDays, requiresSecondFactor };
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};

/** The same, but null for a session that has ended, too. Throws `cross_site_request`. */
export const findCookieHolder = async (
  ctx: Omit<Context, 'principal'>,
  services: LighthouseServices,
  credentials: Credentials,
): Promise<UserPrincipal | null> => {
  try {
    return await authenticateCookie(ctx, services, credentials);
  } catch (thrown) {
    if (toDomainError(thrown).code === 'credentials_invalid') return null;
    throw thrown;
  }
};

/**
 * Takes the first credential of: `Authorization: Bearer` or `DPoP`, the cookie. One that is wrong is refused, whatever else
 * was sent. Throws `credentials_required`, `credentials_invalid` and `cross_site_request`.
 */
export const authenticateLighthouse = async (
  ctx: Omit<Context, 'principal'>,
  services: LighthouseServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, isRepeated = false } = credentials;
  const sent = readAuthorization(headers['authorization']);
  if (sent === null) {
    const holder = await authenticateCookie(ctx, services, credentials);
    if (holder === null) throw fault('credentials_required');
    return holder;
  }
  if (sent.scheme !== 'bearer' && sent.scheme !== 'dpop') throw fault('credentials_invalid');
  const { token: text, scheme } = sent;
  return authenticateToken(ctx, services.tokenChecks, {
    text,
    kinds: ['pat', 'svc', 'oac'],
    userAgent: headers['user-agent'] ?? null,
    possession: possessionFor(ctx, services.ownOrigin, { credentials, scheme }),
    isRepeated,
  });
};
