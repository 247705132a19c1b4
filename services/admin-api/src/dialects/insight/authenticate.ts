/** Who asks: a token of this dialect in its header, or the cookie of a session. */
import { authenticateToken, type Context, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Credentials } from '@moorgate/http';
import { authenticateSession } from '../../authenticate-session.ts';
import { dialectName, type InsightServices } from './context.ts';

/** The token of a request: in `X-Auth-Token`, or in the query where the operator lets it be there; null without one. */
export const presentedToken = (
  { admitsQueryTokens }: Pick<InsightServices, 'admitsQueryTokens'>,
  { headers, query }: Pick<Credentials, 'headers' | 'query'>,
): string | null => {
  const texts = [headers['x-auth-token'], admitsQueryTokens ? query.get('token') : null];
  return texts.find((text) => text !== undefined && text !== null && text !== '') ?? null;
};

/** A person opens a page, or a script of a page asks; images, frames and styles ask for nothing here. */
const isForPicture = (headers: Credentials['headers']): boolean =>
  !['document', 'empty'].includes(headers['sec-fetch-dest'] ?? 'empty');

/**
 * Passes for what a page of ours, or a person, may want of a browser: nothing that another site makes it send is read here,
 * and nothing is changed for a picture. Throws `cross_site_request`.
 */
const requireOwnIdea = (
  { ownOrigin }: InsightServices,
  { headers, mayChange }: Credentials,
): void => {
  const isForeign = ownOrigin.judge(headers) === 'cross';
  if (isForeign || (mayChange && isForPicture(headers))) throw fault('cross_site_request');
};

/**
 * Takes the token where there is one, else the cookie. One that is wrong is refused, whatever else was sent. A browser adds
 * the cookie by itself, and this API changes things by GET, so with it a request must be the browser’s own idea. Throws
 * `credentials_required`, `credentials_invalid`, `token_address_forbidden` and `cross_site_request`.
 */
export const authenticateInsight = async (
  ctx: Omit<Context, 'principal'>,
  services: InsightServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, isRepeated = false } = credentials;
  const text = presentedToken(services, credentials);
  if (text !== null) {
    const userAgent = headers['user-agent'] ?? null;
    const presented = { text, dialects: [dialectName], userAgent, isRepeated };
    return authenticateToken(ctx, services.tokenChecks, { ...presented, kinds: ['pat'] });
  }
  const principal = await authenticateSession(ctx, services, credentials);
  if (principal === null) throw fault('credentials_required');
  requireOwnIdea(services, credentials);
  return principal;
};
