/** Who works on operations: takes those that nobody has, and keeps them for as long as it works. */
import { randomUUID } from 'node:crypto';
import {
  updateOperationAsReleased,
  updateOperationAsTaken,
  updateOperationLease,
} from '@moorgate/db';
import { StoppedError } from './engine.ts';
import { runOperation } from './run-operation.ts';
import { type OperationServices, usualTimes } from './services.ts';

export interface OperationRunner {
  /** Takes all that nobody has, and begins to work on it; answers how many that were. */
  takeUp(): Promise<number>;
  /** How many are under way here. */
  count(): number;
  /** Resolves when none is under way here any more. */
  untilIdle(): Promise<void>;
  /** Ends the work, wherever it is, and gives it back, so that another goes on at once. */
  close(): Promise<void>;
}

/** So many operations one process works on at once. */
const operationsAtOnce = 16;

/**
 * Opens one. Several processes may have one each: every operation is worked on by one of them at a time, and one whose process
 * says nothing any more is taken up by another, which goes on where that one left off.
 */
export const openOperationRunner = (services: OperationServices): OperationRunner => {
  const { db, log } = services;
  const { leaseSeconds: seconds, renewMs } = { ...usualTimes, ...services.times };
  const underWay = new Set<Promise<void>>();
  const ends = new Set<AbortController>();
  let isOver = false;

  const keep = (id: string, holder: string, lost: AbortController): (() => void) => {
    let heardMs = performance.now();
    const timer = setInterval(() => {
      // A lease that could not be prolonged is over before it is over for others.
      if (performance.now() - heardMs > (seconds * 1_000) / 2) lost.abort();
      const askedMs = performance.now();
      updateOperationLease(db, id, { holder, seconds }).then(
        (isHeld) => {
          if (isHeld) heardMs = askedMs;
          else lost.abort();
        },
        (error: unknown) => log.warn({ err: error, operation: id }, 'a lease was not prolonged'),
      );
    }, renewMs);
    return () => clearInterval(timer);
  };

  const work = async (id: string, holder: string): Promise<void> => {
    const end = new AbortController();
    ends.add(end);
    const stopKeeping = keep(id, holder, end);
    try {
      await runOperation(services, { id, holder, signal: end.signal });
    } catch (error) {
      if (!(error instanceof StoppedError) && !end.signal.aborted)
        log.error({ err: error, operation: id }, 'the work on an operation failed');
      // Not taken up again at once by the one that failed: it waits until the lease is over.
      if (!isOver && !(error instanceof StoppedError)) return;
    } finally {
      stopKeeping();
      ends.delete(end);
    }
    await updateOperationAsReleased(db, id, holder);
  };

  const takeUp = async (): Promise<number> => {
    let taken = 0;
    while (!isOver && underWay.size < operationsAtOnce) {
      const holder = randomUUID();
      const id = await updateOperationAsTaken(db, { holder, seconds });
      if (id === undefined) break;
      taken += 1;
      const working = work(id, holder)
        .catch((error: unknown) => log.warn({ err: error }, 'an operation was not given back'))
        .finally(() => underWay.delete(working));
      underWay.add(working);
    }
    return taken;
  };

  const untilIdle = async (): Promise<void> => {
    await Promise.all(underWay);
  };

  return {
    takeUp,
    count: () => underWay.size,
    untilIdle,
    close: async () => {
      isOver = true;
      for (const end of ends) end.abort();
      await untilIdle();
    },
  };
};
