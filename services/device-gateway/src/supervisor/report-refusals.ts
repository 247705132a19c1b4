/** Refusals on their way from a worker to the supervisor, which tells of them for the whole gateway. */
import type { RefusalSink } from '../refusal-log.ts';
import type { Report } from './messages.ts';

/** Says something to the supervisor; `told` is called when the channel has taken it, or never will. */
export type Tell = (report: Report, told?: () => void) => void;

/** A supervisor that does not read, because it was stopped, must not fill the memory of a worker. */
const untakenMax = 1_000;

/**
 * Makes the sink of a worker's log of refusals. While 1,000 lines wait to be taken by the channel it takes no other; counts
 * it always takes, since they come once a minute.
 */
export const reportRefusals = (tell: Tell): RefusalSink => {
  let untaken = 0;
  return {
    write: (line) => {
      if (untaken >= untakenMax) return false;
      untaken += 1;
      tell({ kind: 'refused', line }, () => {
        untaken -= 1;
      });
      return true;
    },
    tell: (counts) => tell({ kind: 'refusals_counted', counts }),
  };
};
