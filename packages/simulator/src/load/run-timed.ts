/** Many operations at once, each timed. */
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../measure/statistics.ts';
import type { LoadResult } from './messages.ts';

/** How many operations, and how many of them at once. */
export interface Timing {
  readonly count: number;
  readonly lanes: number;
  /** A lane begins an operation at most this often; without it one follows the other at once. */
  readonly everyMs?: number;
}

/**
 * Carries out `operation(lane, index)` for each index below `count`, one after the other in each of `lanes` lanes. The
 * first failure ends all lanes and is thrown. Lanes that are paced begin spread over the first period; of what one of them
 * missed while an operation took too long it makes up for one operation at most.
 */
export const runTimed = async (
  { count, lanes, everyMs = 0 }: Timing,
  operation: (lane: number, index: number) => Promise<void>,
): Promise<LoadResult> => {
  const latencies = new Array<number>(count);
  let next = 0;
  const startedAt = performance.now();
  const runLane = async (lane: number): Promise<void> => {
    let dueAt = startedAt + (lane * everyMs) / lanes;
    while (next < count) {
      const index = next++;
      if (everyMs > 0) {
        await delay(Math.max(0, dueAt - performance.now()));
        dueAt = Math.max(dueAt + everyMs, performance.now());
      }
      const beganAt = performance.now();
      await operation(lane, index);
      latencies[index] = performance.now() - beganAt;
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
  } finally {
    next = count;
  }
  return {
    operations: count,
    wallMs: performance.now() - startedAt,
    latenciesMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
  };
};
