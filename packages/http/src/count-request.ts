/** Counting requests against the limits of their senders, who are told what is left. */
import { tokenExpiryNotice, type UserPrincipal } from '@moorgate/auth';
import type { Exchange } from './exchange.ts';
import {
  type Allowance,
  rateLimitHeaders,
  requireAllowed,
  type RequestLimiter,
} from './limiter.ts';

const showAllowance = ({ response }: Exchange, name: string, allowance: Allowance): void => {
  for (const [header, value] of Object.entries(rateLimitHeaders(name, allowance))) {
    response.setHeader(header, value);
  }
  requireAllowed(allowance);
};

/** Counts a request that shows no valid credential; throws `rate_limited` when its address has sent too many. */
export const countStranger = (limiter: RequestLimiter | undefined, exchange: Exchange): void => {
  if (limiter === undefined) return;
  const { address } = exchange.context;
  showAllowance(exchange, 'address', limiter.byAddress(address ?? 'unknown'));
};

/** Counts a request of a credential, and tells the end of a token that is near. Throws `rate_limited`. */
export const countHolder = (
  limiter: RequestLimiter | undefined,
  exchange: Exchange,
  principal: UserPrincipal,
): void => {
  if (limiter === undefined) return;
  const { response, context } = exchange;
  const end = tokenExpiryNotice(principal, context.clock.now());
  if (end !== null) response.setHeader('X-Token-Expires', end);
  const { tokenId, rateLimit } = principal.credential;
  showAllowance(exchange, 'credential', limiter.byCredential(tokenId, rateLimit));
};
