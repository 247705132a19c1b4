/** Who asks: a token of this dialect in its header, or the cookie of a session. */
import {
  accountRestriction,
  authenticateToken,
  type Context,
  type UserPrincipal,
} from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Credentials } from '@moorgate/http';
import { dialectName, type InsightServices } from './context.ts';
import { restrictionRules } from './restriction-rules.ts';

/** The token of a request: in `X-Auth-Token`, or in the query where the operator lets it be there; null without one. */
export const presentedToken = (
  { admitsQueryTokens }: Pick<InsightServices, 'admitsQueryTokens'>,
  { headers, query }: Pick<Credentials, 'headers' | 'query'>,
): string | null => {
  const header = headers['x-auth-token'];
  const texts = [header, admitsQueryTokens ? query.get('token') : null];
  return texts.find((text) => text !== undefined && text !== null && text !== '') ?? null;
};

/** Browsers say so when they ask for a page before anybody wants it. */
const isPrefetch = (headers: Credentials['headers']): boolean =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => /prefetch|preview/i.test(headers[name] ?? ''));

/** A person opens a page, or a script of a page asks; images, frames and styles ask for nothing here. */
const isForPicture = (headers: Credentials['headers']): boolean =>
  !['document', 'empty'].includes(headers['sec-fetch-dest'] ?? 'empty');

/**
 * Passes for a request that the browser makes for its own user: what another site makes it send is refused, and what
 * changes something must come from a page of ours, or from whoever entered the address. Throws `cross_site_request`.
 */
const requireOwnIdea = (
  { ownOrigin }: InsightServices,
  { headers, mayChange }: Credentials,
): void => {
  const site = ownOrigin.judge(headers);
  if (site === 'cross') throw fault('cross_site_request');
  if (!mayChange) return;
  if (site !== 'same' || isPrefetch(headers) || isForPicture(headers))
    throw fault('cross_site_request');
};

/**
 * Takes the token where there is one, else the cookie. One that is wrong is refused, whatever else was sent. A browser adds
 * the cookie by itself, and this API changes things by GET, so with it a request must be the browser’s own idea. The holder
 * of a session may have to change something about their account before all else. Throws `credentials_required`,
 * `credentials_invalid`, `token_address_forbidden` and `cross_site_request`.
 */
export const authenticateInsight = async (
  ctx: Omit<Context, 'principal'>,
  services: InsightServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, isRepeated = false } = credentials;
  const token = presentedToken(services, credentials);
  const presented = { userAgent: headers['user-agent'] ?? null, isRepeated };
  if (token !== null)
    return authenticateToken(ctx, services.tokenChecks, {
      ...presented,
      text: token,
      kinds: ['pat'],
      dialects: [dialectName],
    });
  const session = services.sessionCookie.read(headers['cookie']);
  if (session === null) throw fault('credentials_required');
  requireOwnIdea(services, credentials);
  const principal = await authenticateToken(ctx, services.tokenChecks, {
    ...presented,
    text: session,
    kinds: ['ses'],
  });
  const rules = restrictionRules(services);
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};
