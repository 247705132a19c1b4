/** How many requests a second are served: for each credential, and for each address that shows no valid one. */
import { networkOf } from '@moorgate/config';
import { fault } from '@moorgate/errors';

/** A rate, and how much of it may come at once after a rest. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Counts by key in memory. */
export interface RateCounter {
  /** Takes one request of the key; with a `rate`, by that one. Returns what is left, or how long to wait. */
  take(key: string, rate?: Rate): Allowance;
}

/** What a key has left. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly rate: Rate;
  readonly remaining: number;
  /** Until the whole burst is there again; while there is nothing left, until the next request is served. In seconds. */
  readonly waitSeconds: number;
}

/** Keys that are counted at once; the oldest make room, which gives them their burst again. */
const keysMax = 100_000;

/**
 * A counter by the generic cell rate algorithm (ITU-T I.371, 4.1): for each key the time at which its burst will be whole
 * again, and nothing else. `nowMs` is a monotonic clock in milliseconds.
 */
export const createRateCounter = (
  usual: Rate,
  nowMs: () => number = () => performance.now(),
): RateCounter => {
  const wholeAt = new Map<string, number>();

  const makeRoom = (now: number): void => {
    for (const [key, at] of wholeAt) if (at <= now) wholeAt.delete(key);
    for (const key of wholeAt.keys()) {
      if (wholeAt.size <= keysMax / 2) break;
      wholeAt.delete(key);
    }
  };

  return {
    take: (key, rate = usual) => {
      const now = nowMs();
      const intervalMs = 1_000 / rate.perSecond;
      const burstMs = rate.burst * intervalMs;
      const spentMs = Math.max(0, (wholeAt.get(key) ?? 0) - now);
      const isAllowed = spentMs + intervalMs <= burstMs + 1e-6;
      if (!isAllowed) {
        const waitSeconds = (spentMs + intervalMs - burstMs) / 1_000;
        return { isAllowed, rate, remaining: 0, waitSeconds };
      }
      if (wholeAt.size >= keysMax) makeRoom(now);
      wholeAt.set(key, now + spentMs + intervalMs);
      const remaining = Math.floor((burstMs - spentMs - intervalMs) / intervalMs + 1e-6);
      return { isAllowed, rate, remaining, waitSeconds: (spentMs + intervalMs) / 1_000 };
    },
  };
};

/** The limits of a server. */
export interface RequestLimiter {
  /** Counts a request with this valid credential; a rate of its own lets it have less, never more. */
  byCredential(id: string, own?: Rate | null): Allowance;
  /** Counts a request without a valid credential from this address. */
  byAddress(address: string): Allowance;
}

/** Requests without a valid credential, from one address: a browser of somebody whose session has ended sends a few. */
const strangers: Rate = { perSecond: 20, burst: 200 };

/** What both rates allow. */
const narrower = (usual: Rate, own: Rate): Rate => ({
  perSecond: Math.min(usual.perSecond, own.perSecond),
  burst: Math.min(usual.burst, own.burst),
});

/**
 * Limits of one process: `perSecond` requests for each credential, twice as many at once after a rest; and for each address
 * 20 requests a second without a valid credential. The two know nothing of each other: whoever guesses tokens slows no
 * holder of one down, at the same address or elsewhere.
 */
export const createRequestLimiter = (
  perSecond: number,
  withoutCredential: Rate = strangers,
): RequestLimiter => {
  const usual = { perSecond, burst: 2 * perSecond };
  const credentials = createRateCounter(usual);
  const addresses = createRateCounter(withoutCredential);
  return {
    byCredential: (id, own) => credentials.take(id, own == null ? usual : narrower(usual, own)),
    byAddress: (address) => addresses.take(networkOf(address) ?? address),
  };
};

/**
 * The header fields `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10, sections 3 and 4): the
 * quota of a window that is as long as the whole burst takes to come back, what is left of it, and when that changes.
 */
export const rateLimitHeaders = (
  name: string,
  { rate, remaining, waitSeconds }: Allowance,
): Readonly<Record<'RateLimit-Policy' | 'RateLimit', string>> => ({
  'RateLimit-Policy': `"${name}";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`,
  RateLimit: `"${name}";r=${remaining};t=${Math.ceil(waitSeconds)}`,
});

/** Passes for a request that is allowed; throws `rate_limited` with the seconds to wait. */
export const requireAllowed = ({ isAllowed, waitSeconds }: Allowance): void => {
  if (!isAllowed) throw fault('rate_limited', { retryAfterSeconds: Math.max(1, waitSeconds) });
};
