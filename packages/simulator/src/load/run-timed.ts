/** Many operations at once, each timed. */
import { percentile } from '../measure/statistics.ts';
import type { LoadResult } from './messages.ts';

/**
 * Carries out `operation(lane, index)` for each index below `count`, one after the other in each of `lanes` lanes. The
 * first failure ends all lanes and is thrown.
 */
export const runTimed = async (
  count: number,
  lanes: number,
  operation: (lane: number, index: number) => Promise<void>,
): Promise<LoadResult> => {
  const latencies = new Array<number>(count);
  let next = 0;
  const runLane = async (lane: number): Promise<void> => {
    while (next < count) {
      const index = next++;
      const startedAt = performance.now();
      await operation(lane, index);
      latencies[index] = performance.now() - startedAt;
    }
  };
  const startedAt = performance.now();
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
