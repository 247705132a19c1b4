/** How often logins through providers may come to nothing from one address. */
import { networkOf } from '@moorgate/config';
import { fault } from '@moorgate/errors';
import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface AttemptLimiter {
  /** Throws `rate_limited` with the seconds to wait when there were too many failures from this address. */
  requireRoom(address: string | null): Promise<void>;
  noteFailure(address: string | null): Promise<void>;
}

const windowSeconds = 300;
const failuresMax = 30;

/** Counts in memory, 30 failures for an address, or an IPv6 network, in five minutes. */
export const createAttemptLimiter = (): AttemptLimiter => {
  const failures = new RateLimiterMemory({ points: failuresMax, duration: windowSeconds });
  return {
    requireRoom: async (address) => {
      const state = await failures.get(keyOf(address));
      if (state === null || state.consumedPoints < failuresMax) return;
      throw fault('rate_limited', { retryAfterSeconds: Math.ceil(state.msBeforeNext / 1_000) });
    },
    noteFailure: async (address) => {
      await failures.penalty(keyOf(address));
    },
  };
};

/** Who has one IPv6 address has 2^64 of them, so those are counted by network. */
const keyOf = (address: string | null): string =>
  address === null ? 'unknown' : (networkOf(address) ?? address);
