/** How often somebody without a credential may report leaks. */
import { fault } from '@moorgate/errors';
import { networkOf } from '@moorgate/config';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface LeakLimiter {
  /** Passes for a report from this address; throws `rate_limited` with the seconds to wait. */
  take(address: string | null): Promise<void>;
}

const windowSeconds = 60;
const reportsMax = 30;

/** Counts in memory: 30 reports a minute from an address, each of which makes one query at most. */
export const createLeakLimiter = (): LeakLimiter => {
  const limiter = new RateLimiterMemory({ points: reportsMax, duration: windowSeconds });
  return {
    take: async (address) => {
      try {
        await limiter.consume((address === null ? null : networkOf(address)) ?? 'unknown');
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000));
        throw fault('rate_limited', { retryAfterSeconds });
      }
    },
  };
};
