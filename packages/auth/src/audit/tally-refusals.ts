/** Counting refusals, so that a flood of them becomes a few records a minute. */
import type { Clock, Logger } from '@moorgate/observability';

/** How often the same was refused in one minute. */
export interface TalliedRefusal<T> {
  /** What was refused; null stands for all that came when too many different ones had come already. */
  readonly subject: T | null;
  readonly count: number;
  readonly first: Date;
  readonly last: Date;
}

/** A tally of refusals. */
export interface RefusalTally<T> {
  note(subject: T): void;
  /** Writes what was counted, waits for that, and counts nothing any more. */
  close(): Promise<void>;
}

/** What a tally is made of. */
export interface RefusalTallyTerms<T> {
  readonly clock: Clock;
  readonly log: Logger;
  /** The same text for what is counted together. */
  keyOf(subject: T): string;
  /** Writes what was counted. What it fails to write is counted on, and written a minute later. */
  write(refusals: readonly TalliedRefusal<T>[]): Promise<void>;
}

const minuteMs = 60_000;
const subjectsMax = 10_000;

interface Entry<T> {
  readonly subject: T | null;
  count: number;
  readonly first: Date;
  last: Date;
}

/**
 * Makes a tally: one line a minute for each subject, with a count. Beyond 10,000 subjects in a minute, everything new is
 * counted in one line, so that its memory is bounded. What a process that is killed counted since its last minute is lost.
 */
export const createRefusalTally = <T>(terms: RefusalTallyTerms<T>): RefusalTally<T> => {
  const { clock, log } = terms;
  let entries = new Map<string | null, Entry<T>>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;

  const put = (key: string | null, entry: Entry<T>): void => {
    const present = entries.get(key);
    if (present !== undefined) {
      present.count += entry.count;
      present.last = entry.last;
    } else if (key === null || entries.size < subjectsMax) {
      entries.set(key, entry);
    } else {
      put(null, { ...entry, subject: null });
    }
  };
  const expectMinute = (): void => {
    if (isClosed || entries.size === 0) return;
    const leftMs = minuteMs - (clock.now().getTime() % minuteMs);
    timer ??= setTimeout(turn, leftMs).unref();
  };
  const write = async (): Promise<void> => {
    const batch = entries;
    entries = new Map();
    if (batch.size === 0) return;
    try {
      await terms.write([...batch.values()]);
    } catch (error) {
      log.warn({ err: error, subjects: batch.size }, 'refusals were not recorded');
      const later = entries;
      entries = batch;
      for (const [key, entry] of later) put(key, entry);
      expectMinute();
    }
  };
  const turn = (): void => {
    timer = undefined;
    writing = writing.then(write);
  };

  return {
    note: (subject) => {
      if (isClosed) return;
      const now = clock.now();
      put(terms.keyOf(subject), { subject, count: 1, first: now, last: now });
      expectMinute();
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      turn();
      return writing;
    },
  };
};
