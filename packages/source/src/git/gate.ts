/** How many children run at once: in all, for a factory, and for one who asks; the others wait their turn, a little. */
import { fault } from '@moorgate/errors';

/** For whom a child runs. */
export interface Turn {
  readonly factory: string;
  /** Who asks, such as the id of a token. */
  readonly holder: string;
  /** Gives the turn up while it waits. */
  readonly signal?: AbortSignal;
}

/** How many of each. */
export interface GateLimits {
  readonly running: number;
  readonly runningForFactory: number;
  readonly runningForHolder: number;
  readonly waiting: number;
  readonly waitMs: number;
}

/** A place before which those wait that are too many. */
export interface Gate {
  /**
   * Resolves when it is the turn of whoever asks, to what ends it. Throws `too_many_git_requests` when too many wait already,
   * and after the time of waiting; and the reason of the signal.
   */
  enter(turn: Turn): Promise<() => void>;
  /** How many run, and how many wait. */
  count(): { readonly running: number; readonly waiting: number };
}

interface Waiter {
  readonly turn: Turn;
  readonly begin: () => void;
}

const retryAfterSeconds = 5;

const busy = (): Error => fault('too_many_git_requests', { retryAfterSeconds });

/** Counts by name; a name with none is forgotten. */
const createCounts = () => {
  const counts = new Map<string, number>();
  return {
    of: (name: string): number => counts.get(name) ?? 0,
    add: (name: string, change: 1 | -1): void => {
      const count = (counts.get(name) ?? 0) + change;
      if (count === 0) counts.delete(name);
      else counts.set(name, count);
    },
  };
};

/** Makes it. Of those that wait the first whose turn it may be goes first, so nobody stands in the way of others. */
export const createGate = (limits: GateLimits): Gate => {
  const factories = createCounts();
  const holders = createCounts();
  const waiters = new Set<Waiter>();
  let running = 0;

  const isFree = ({ factory, holder }: Turn): boolean =>
    running < limits.running &&
    factories.of(factory) < limits.runningForFactory &&
    holders.of(holder) < limits.runningForHolder;

  const count = ({ factory, holder }: Turn, change: 1 | -1): void => {
    running += change;
    factories.add(factory, change);
    holders.add(holder, change);
  };

  const begin = (turn: Turn): (() => void) => {
    count(turn, 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      count(turn, -1);
      for (const waiter of waiters) if (isFree(waiter.turn)) waiter.begin();
    };
  };

  const wait = (turn: Turn): Promise<() => void> =>
    new Promise((resolve, reject) => {
      const { signal } = turn;
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        waiters.delete(waiter);
      };
      const waiter: Waiter = {
        turn,
        begin: () => {
          leave();
          resolve(begin(turn));
        },
      };
      const giveUp = (): void => {
        leave();
        reject(signal?.aborted === true ? (signal.reason as Error) : busy());
      };
      const timer = setTimeout(giveUp, limits.waitMs);
      // Whoever waits has a connection, which is what keeps a process going.
      timer.unref();
      signal?.addEventListener('abort', giveUp);
      waiters.add(waiter);
    });

  return {
    enter: async (turn) => {
      turn.signal?.throwIfAborted();
      if (isFree(turn)) return begin(turn);
      if (waiters.size >= limits.waiting) throw busy();
      return wait(turn);
    },
    count: () => ({ running, waiting: waiters.size }),
  };
};
