/** What random suites have in common: a seed that is printed and can be given, and counts that `make soak` raises. */
import { randomInt } from 'node:crypto';

/** Random choices, the same for the same seed. */
export interface SeededRandom {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** One of the items; there must be one. */
  pick<T>(items: readonly T[]): T;
}

/** True under `make soak`. */
export const isSoak = (): boolean => process.env['MOORGATE_SOAK'] === '1';

/** The seed of a suite: that of MOORGATE_SEED, or a new one. It is printed, so that a failure can be had again. */
export const announceSeed = (suite: string): number => {
  const given = Number.parseInt(process.env['MOORGATE_SEED'] ?? '', 10);
  const seed = Number.isNaN(given) ? randomInt(2 ** 31) : given;
  process.stderr.write(`${suite}: MOORGATE_SEED=${seed}\n`);
  return seed;
};

/** Choices from a seed, by the generator mulberry32. */
export const seededRandom = (seed: number): SeededRandom => {
  let state = seed | 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, pick: (items) => items[below(items.length)]! };
};
