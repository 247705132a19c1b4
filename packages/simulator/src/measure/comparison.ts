/** What was measured beside what it is compared with, and whether the bound on their ratio holds. */
import { median, type RatioSpread, ratiosByRound } from './statistics.ts';

/** One line of the report; both values are medians over the rounds. */
export interface Comparison {
  readonly what: string;
  readonly unit: 'ms' | 'µs';
  readonly measured: number;
  readonly reference: number;
  readonly ratio: RatioSpread;
  /** The largest ratio that is good enough; null for a line that only informs. */
  readonly bound: number | null;
  /** Null where there is no bound. */
  readonly holds: boolean | null;
  /** PostgreSQL's CPU time per operation on the measured side, in `unit`; null where it has no part. */
  readonly postgres: number | null;
}

/** The values of the same rounds, in the order of the rounds, in milliseconds. */
export interface ComparisonInput {
  readonly what: string;
  readonly unit: 'ms' | 'µs';
  readonly measuredMs: readonly number[];
  readonly referenceMs: readonly number[];
  readonly bound: number | null;
  readonly postgresMs?: readonly number[];
}

const perMillisecond = { ms: 1, µs: 1_000 } as const;

/** Draws the medians and the ratios. A bound holds when the median of the rounds' ratios does not exceed it. */
export const compare = (input: ComparisonInput): Comparison => {
  const scale = perMillisecond[input.unit];
  const ratio = ratiosByRound(input.measuredMs, input.referenceMs);
  return {
    what: input.what,
    unit: input.unit,
    measured: median(input.measuredMs) * scale,
    reference: median(input.referenceMs) * scale,
    ratio,
    bound: input.bound,
    holds: input.bound === null ? null : ratio.median <= input.bound,
    postgres: input.postgresMs === undefined ? null : median(input.postgresMs) * scale,
  };
};
