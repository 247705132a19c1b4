/** One of the workers of a gateway: forked, and forked again whenever it ends. */
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from '@moorgate/observability';
import type { ServingAddress } from './messages.ts';
import { createRestartDelay } from './restart-delay.ts';
import {
  forkWorker,
  type WorkerEnd,
  type WorkerOrders,
  type WorkerProcess,
} from './worker-process.ts';

/** What all workers of a supervisor have in common. */
export interface WorkerTerms extends Omit<WorkerOrders, 'replaces'> {
  readonly log: Logger;
}

/** A place that is always taken by a worker, but for the moments between two. */
export interface KeptWorker {
  /** From 1. */
  readonly number: number;
  /** The process that runs now, or ran last. */
  current(): WorkerProcess;
  /** Ends the watch, so that a process that ends is not replaced any more, and resolves when the last one has ended. */
  leave(): Promise<void>;
}

/** A worker that has not served by then is ended, and counts as one that could not start. */
const startDeadlineMs = 30_000;

/** Why a worker did not start, for a person. */
export class WorkerStartError extends Error {
  readonly code: string | null;

  constructor({ reason, code }: WorkerEnd) {
    super(reason);
    this.name = 'WorkerStartError';
    this.code = code;
  }
}

/** Resolves when the worker serves. Throws `WorkerStartError` when it ends before. */
export const untilServing = (worker: WorkerProcess): Promise<ServingAddress> =>
  new Promise((resolve, reject) => {
    const deadline = setTimeout(worker.kill, startDeadlineMs);
    void worker.serving.then((at) => {
      clearTimeout(deadline);
      resolve(at);
    });
    void worker.ended.then((end) => {
      clearTimeout(deadline);
      reject(new WorkerStartError(end));
    });
  });

/** Looks after a worker that serves. Its successors take its place in the feed of changes too. */
export const keepWorker = (
  terms: WorkerTerms,
  number: number,
  first: WorkerProcess,
): KeptWorker => {
  const { log } = terms;
  const delay = createRestartDelay();
  const leaving = new AbortController();
  let running = first;
  let replaces = first.followerId;
  let servingSinceMs: number | null = performance.now();

  const replace = async (): Promise<void> => {
    const ranMs = servingSinceMs === null ? 0 : performance.now() - servingSinceMs;
    servingSinceMs = null;
    const { signal } = leaving;
    await after(delay.next(ranMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      running = forkWorker({ ...terms, replaces });
    } catch (error) {
      log.error({ err: error, worker: number }, 'a worker could not be forked');
      return;
    }
    const { followerId, pid } = running;
    untilServing(running).then(
      () => {
        servingSinceMs = performance.now();
        replaces = followerId;
        log.info({ worker: number, pid }, 'a worker took the place of the one that ended');
      },
      // Its end is seen, and told, below.
      () => undefined,
    );
  };
  const watch = async (): Promise<void> => {
    for (;;) {
      const { pid } = running;
      const { reason } = await running.ended;
      if (leaving.signal.aborted) return;
      log.warn({ worker: number, pid, reason }, 'a worker ended; another takes its place');
      await replace();
    }
  };
  const watching = watch();

  return {
    number,
    current: () => running,
    leave: async () => {
      leaving.abort();
      await watching;
    },
  };
};
