/** Numbers that stand for many: medians, percentiles, and ratios of what was measured in pairs. */

/** The middle value, or the mean of the two middle ones. Throws for no values: a median of nothing hides a mistake. */
export const median = (values: readonly number[]): number => {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  const upper = at(sorted, middle);
  return sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2;
};

/** The smallest value that at least `share` (0 to 1) of all values do not exceed. Throws for no values. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = ascending(values);
  return at(sorted, Math.max(0, Math.ceil(sorted.length * share) - 1));
};

/** The extremes and the median of the ratios of values that were measured in the same round. */
export interface RatioSpread {
  readonly lowest: number;
  readonly median: number;
  readonly highest: number;
}

/**
 * Divides round by round: what slows the machine down for a while slows both sides of a round down. Throws when the two
 * lists are not of the same rounds.
 */
export const ratiosByRound = (
  measured: readonly number[],
  reference: readonly number[],
): RatioSpread => {
  if (measured.length !== reference.length) throw new Error('the two sides have different rounds');
  const ratios = measured.map((value, round) => value / at(reference, round));
  return {
    lowest: Math.min(...ratios),
    median: median(ratios),
    highest: Math.max(...ratios),
  };
};

const ascending = (values: readonly number[]): readonly number[] =>
  values.toSorted((a, b) => a - b);

const at = (values: readonly number[], index: number): number => {
  const value = values[index];
  if (value === undefined) throw new Error('there are no values');
  return value;
};
