/** Lookups of one moment in one statement. */
import { type AdmissionRow, listAdmissions, type Pool, type PresentedKey } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** Asks the store about presented keys. */
export interface Lookups {
  /** What is on record at some moment after this call. Rejects when the store does not answer. */
  find(presented: PresentedKey): Promise<AdmissionRow>;
}

/** The store, and the bounds of the batches. */
export interface LookupOptions {
  readonly pool: Pool;
  readonly rowsMax?: number;
  /** Statements under way at once; while there are as many, lookups gather for the next one. */
  readonly statementsMax?: number;
  /** Statements begin at least this far apart. */
  readonly paceMs?: number;
  /** Sees the size of each batch. */
  onBatch?(rows: number): void;
}

interface Waiting {
  readonly presented: PresentedKey;
  readonly resolve: (row: AdmissionRow) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers lookups until the sockets that are ready have been served, and under load for ten milliseconds, then asks
 * about all of them together: to send a statement and to be woken by its answer costs as much for ten devices as for one,
 * and a handshake has waited for several round trips of its network already.
 */
export const createLookups = (options: LookupOptions): Lookups => {
  const { pool, rowsMax = 256, statementsMax = 4, paceMs = 10, onBatch } = options;
  let waiting: Waiting[] = [];
  let underway = 0;
  let isScheduled = false;
  let mayBeginAtMs = 0;

  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    onBatch?.(batch.length);
    try {
      const rows = await listAdmissions(
        pool,
        batch.map((one) => one.presented),
      );
      for (const [index, one] of batch.entries()) {
        const row = rows[index];
        if (row === undefined) one.reject(fault('internal'));
        else one.resolve(row);
      }
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  };
  const flush = (): void => {
    isScheduled = false;
    if (waiting.length > 0) mayBeginAtMs = performance.now() + paceMs;
    while (waiting.length > 0 && underway < statementsMax) {
      const batch = waiting.slice(0, rowsMax);
      waiting = waiting.slice(rowsMax);
      underway += 1;
      void ask(batch).finally(() => {
        underway -= 1;
        // Some were left over when as many statements were under way as may be.
        if (!isScheduled) flush();
      });
    }
  };

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    const waitMs = mayBeginAtMs - performance.now();
    if (waitMs > 0) setTimeout(flush, waitMs);
    else setImmediate(flush);
  };

  return {
    find: (presented) =>
      new Promise((resolve, reject) => {
        waiting.push({ presented, resolve, reject });
        schedule();
      }),
  };
};
