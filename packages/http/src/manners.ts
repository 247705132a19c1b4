/** What a dialect does beside its endpoints: limits, and work that is done once. */
import type { TokenKeys } from '@moorgate/auth';
import { createRequestLimiter, type Rate, type RequestLimiter } from './limiter.ts';

/**
 * The manners of a dialect. With them its endpoints understand `Idempotency-Key`, `If-Match` and `If-None-Match`, answer
 * 406 for an `Accept` that excludes what they have, answer OPTIONS, and show `RateLimit` on every answer.
 */
export interface Manners {
  readonly limiter: RequestLimiter;
  /** What the requests of idempotency keys are fingerprinted with. */
  readonly tokenKeys: TokenKeys;
}

/** How much is served. */
export interface Limits {
  /** For each credential, to each process; twice as many at once after a rest. */
  readonly requestsPerSecond: number;
  /** Without a valid credential, for each address; 20 a second, and 200 at once, unless said. */
  readonly withoutCredential?: Rate;
}

/** Makes them. */
export const createManners = (tokenKeys: TokenKeys, limits: Limits): Manners => ({
  limiter: createRequestLimiter(limits.requestsPerSecond, limits.withoutCredential),
  tokenKeys,
});
