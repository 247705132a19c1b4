/** How long things took, in short. */

/** Of times in milliseconds; all 0 where there was none. */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The quantiles are those of the nearest rank. */
export const summarise = (times: readonly number[]): Latencies => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
};

/** For people: `200 times, p50 1.2 p99 3.4 max 5.6 ms`. */
export const inWords = ({ count, p50, p99, max }: Latencies): string =>
  `${count} times, p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} max ${max.toFixed(1)} ms`;
