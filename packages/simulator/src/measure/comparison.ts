/** What was measured beside what it is compared with, and whether the bound on it holds. */
import { median, type RatioSpread, ratiosByRound } from './statistics.ts';

/** What the values of a line are counted in. */
export type Unit = 'ms' | 'µs' | 'KB' | '/s';

/** What is good enough: of the ratio to what is compared with, or of the measured value itself, in the unit of the line. */
export type Bound =
  | { readonly on: 'ratio'; readonly atMost: number }
  | { readonly on: 'ratio'; readonly atLeast: number }
  | { readonly on: 'measured'; readonly atMost: number };

/** One line of the report; both values are medians over the rounds. */
export interface Comparison {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: number;
  readonly reference: number;
  readonly ratio: RatioSpread;
  /** Null for a line that only informs. */
  readonly bound: Bound | null;
  /** Null where there is no bound. */
  readonly holds: boolean | null;
  /** PostgreSQL's CPU time per operation on the measured side, in `unit`; null where it has no part. */
  readonly postgres: number | null;
}

/** The values of the same rounds, in the order of the rounds; times in milliseconds, whatever the unit of the line. */
export interface ComparisonInput {
  readonly what: string;
  readonly unit: Unit;
  readonly measured: readonly number[];
  readonly reference: readonly number[];
  readonly bound: Bound | null;
  readonly postgres?: readonly number[];
}

const scales: Readonly<Record<Unit, number>> = { ms: 1, µs: 1_000, KB: 1, '/s': 1 };

const isWithin = (bound: Bound, ratio: number, measured: number): boolean => {
  if (bound.on === 'measured') return measured <= bound.atMost;
  return 'atMost' in bound ? ratio <= bound.atMost : ratio >= bound.atLeast;
};

/** Draws the medians and the ratios. A bound on the ratio is held against the median of the rounds' ratios. */
export const compare = (input: ComparisonInput): Comparison => {
  const { what, unit, bound } = input;
  const scale = scales[unit];
  const ratio = ratiosByRound(input.measured, input.reference);
  const measured = median(input.measured) * scale;
  return {
    what,
    unit,
    measured,
    reference: median(input.reference) * scale,
    ratio,
    bound,
    holds: bound === null ? null : isWithin(bound, ratio.median, measured),
    postgres: input.postgres === undefined ? null : median(input.postgres) * scale,
  };
};

/** How a bound is written in a report. */
export const describeBound = (bound: Bound, unit: Unit): string => {
  if (bound.on === 'measured') return `<= ${bound.atMost} ${unit}`;
  return 'atMost' in bound ? `<= ${bound.atMost}` : `>= ${bound.atLeast}`;
};
