/** The refusals of all workers, told of by the supervisor as those of one gateway. */
import { createRefusalLog, type RefusalSink } from '../refusal-log.ts';
import type { WorkerOrders } from './worker-process.ts';

/** What listens to the workers for their refusals. */
export interface GatheredRefusals extends Pick<WorkerOrders, 'onRefused' | 'onRefusalsCounted'> {
  /**
   * How many a worker meant to be written, and were only counted here. Those that a worker only counted are among its own
   * suppressed lines, so both together are all refusals without a line.
   */
  suppressed(): number;
  /** Tells what was counted up to now; to be called when no worker is left. */
  close(): void;
}

/** Workers tell what they counted when the minute is over; by then it has arrived, unless one of them hangs. */
const graceMs = 1_000;

/**
 * Gathers what the workers of a gateway say into the one log of it: a line a minute for each device (or address) and code,
 * whichever workers refused it, and a second after the minute one line with the counts of all of them. What a worker that
 * is killed had counted since its last minute is lost.
 */
export const gatherRefusals = (sink: RefusalSink, nowMs: () => number): GatheredRefusals => {
  const log = createRefusalLog({ sink, nowMs, graceMs });
  let suppressed = 0;
  return {
    onRefused: (line) => {
      if (!log.note(line)) suppressed += 1;
    },
    onRefusalsCounted: log.add,
    suppressed: () => suppressed,
    close: log.close,
  };
};
