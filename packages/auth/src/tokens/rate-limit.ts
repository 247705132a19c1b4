/** How many requests a token is good for in a second: a limit of its own, within that of the installation. */
import type { Issue } from '@moorgate/errors';

/** A rate, and how much of it may come at once after a rest. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** A rate as it is asked for: without a burst, that of two seconds. */
export interface AskedRateLimit {
  readonly perSecond: number;
  readonly burst?: number | undefined;
}

/** 0.01 is one request in a hundred seconds. */
export const rateLimitBounds = { perSecondMin: 0.01, perSecondMax: 10_000, burstMax: 100_000 };

const isBetween = (value: number, min: number, max: number): boolean =>
  value >= min && value <= max;

/** What is wrong with a rate that is asked for. */
export const listRateLimitIssues = ({ perSecond, burst }: AskedRateLimit): Issue[] => {
  const { perSecondMin, perSecondMax, burstMax } = rateLimitBounds;
  const isBurst = burst === undefined || (Number.isInteger(burst) && isBetween(burst, 1, burstMax));
  return [
    ...(isBetween(perSecond, perSecondMin, perSecondMax)
      ? []
      : [
          {
            pointer: '/rate-limit/per-second',
            message: `must be from ${perSecondMin} to ${perSecondMax}`,
          },
        ]),
    ...(isBurst
      ? []
      : [{ pointer: '/rate-limit/burst', message: `must be an integer from 1 to ${burstMax}` }]),
  ];
};

/** The rate that is asked for; its burst is a whole number of requests. */
export const completeRateLimit = ({ perSecond, burst }: AskedRateLimit): RateLimit => ({
  perSecond,
  burst: burst ?? Math.ceil(2 * perSecond),
});

/** What both rates allow; null stands for no limit. */
export const intersectRateLimits = (
  one: RateLimit | null,
  other: RateLimit | null,
): RateLimit | null => {
  if (one === null || other === null) return one ?? other;
  return {
    perSecond: Math.min(one.perSecond, other.perSecond),
    burst: Math.min(one.burst, other.burst),
  };
};

/** Whether the one rate allows nothing that the other does not; null stands for no limit. */
export const isRateLimitWithin = (inner: RateLimit | null, outer: RateLimit | null): boolean => {
  if (inner === null || outer === null) return outer === null;
  return inner.perSecond <= outer.perSecond && inner.burst <= outer.burst;
};
