/** Who asks, where a browser sent the cookie of a session. */
import {
  accountRestriction,
  authenticateToken,
  type Context,
  type TokenChecks,
  type UserPrincipal,
} from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Credentials } from '@moorgate/http';
import { type AccountDemands, accountRulesOf } from './accounts.ts';
import type { OwnOrigin } from './same-origin.ts';
import type { SessionCookie } from './session-cookie.ts';

/** What a session is checked with. */
export interface SessionServices {
  readonly tokenChecks: TokenChecks;
  readonly sessionCookie: SessionCookie;
  readonly ownOrigin: OwnOrigin;
  readonly accounts: AccountDemands;
}

/** A browser that fetches a page before anybody has asked for it says so (Fetch, section 3.6; older ones by the second). */
const isPrefetch = (headers: Credentials['headers']): boolean =>
  ['sec-purpose', 'purpose'].some((name) => headers[name]?.includes('prefetch') === true);

/**
 * The holder of the session in the cookie; null without one. A browser adds the cookie by itself, so a request that may
 * change something must come from a page of ours, or from somebody who typed the address, and be no prefetch. The holder
 * may have to change something about their account before all else. Throws `credentials_invalid` and `cross_site_request`.
 */
export const authenticateSession = async (
  ctx: Omit<Context, 'principal'>,
  services: SessionServices,
  { headers, mayChange, isRepeated = false }: Credentials,
): Promise<UserPrincipal | null> => {
  const text = services.sessionCookie.read(headers['cookie']);
  if (text === null) return null;
  const isOwn = services.ownOrigin.judge(headers) === 'same' && !isPrefetch(headers);
  if (mayChange && !isOwn) throw fault('cross_site_request');
  const userAgent = headers['user-agent'] ?? null;
  const presented = { text, kinds: ['ses'], userAgent, isRepeated } as const;
  const principal = await authenticateToken(ctx, services.tokenChecks, presented);
  const rules = accountRulesOf(services.accounts);
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};
