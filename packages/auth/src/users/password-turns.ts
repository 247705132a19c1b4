/**
 * Turns at slow work. Hashing a password takes a processor for tens of milliseconds; without turns, whoever sends many
 * passwords at once would have everybody else wait behind all of them.
 */
import { fault } from '@moorgate/errors';

/** How much is done at once, and how much may wait. */
export interface TurnLimits {
  readonly atOnce: number;
  readonly waitingPerKey: number;
  readonly waiting: number;
}

export interface Turns {
  /**
   * Runs `work` when it is its turn. The keys that wait take turns, so that the work of one key waits for one work of each
   * other key at most, however much those have waiting. Throws `rate_limited` when this key has its share waiting already,
   * and `service_unavailable` when all keys together have.
   */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Makes turns of their own. */
export const createTurns = (limits: TurnLimits): Turns => {
  /** In the order in which the keys come next. */
  const queues = new Map<string, (() => void)[]>();
  let running = 0;
  let waiting = 0;

  const wait = (key: string): Promise<void> => {
    const queue = queues.get(key) ?? [];
    if (queue.length >= limits.waitingPerKey) throw fault('rate_limited', { retryAfterSeconds: 1 });
    if (waiting >= limits.waiting) throw fault('service_unavailable', { retryAfterSeconds: 1 });
    waiting += 1;
    queues.set(key, queue);
    return new Promise((resolve) => queue.push(resolve));
  };

  /** Passes the place of a work that is over to the first work of the key whose turn it is. */
  const pass = (): void => {
    const [next] = queues;
    if (next === undefined) {
      running -= 1;
      return;
    }
    const [key, queue] = next;
    const begin = queue.shift()!;
    waiting -= 1;
    queues.delete(key);
    if (queue.length > 0) queues.set(key, queue);
    begin();
  };

  return {
    take: async (key, work) => {
      if (running < limits.atOnce) running += 1;
      else await wait(key);
      try {
        return await work();
      } finally {
        pass();
      }
    },
  };
};

/**
 * The turns of this process: two hashes at once, which leaves room in the threads that Node keeps for such work, for
 * files and for names of hosts. An address has 16 waiting at most, about a third of a second of work.
 */
export const passwordTurns: Turns = createTurns({ atOnce: 2, waitingPerKey: 16, waiting: 512 });
