/** Lines about refusals: one a minute for each device (or address) and code, however often it comes. */
import type { Logger } from '@moorgate/observability';

/** A refusal to write down. */
export interface RefusalLine {
  readonly code: string;
  readonly address: string;
  /** Null where no certificate named one. */
  readonly uuid: string | null;
  readonly detail?: string | undefined;
}

/** How many refusals there were of each code. */
export type RefusalCounts = Readonly<Record<string, number>>;

/** Where a log of refusals puts what it has to say. */
export interface RefusalSink {
  /** Takes a line; false when it cannot take more at this moment. */
  write(line: RefusalLine): boolean;
  /** Takes the counts of refusals that got no line. */
  tell(counts: RefusalCounts): void;
}

/** A log of refusals. */
export interface RefusalLog {
  /** Writes the line, or counts it: false when it was only counted. */
  note(line: RefusalLine): boolean;
  /** Adds what others only counted. */
  add(counts: RefusalCounts): void;
  /** Tells what was counted up to now; nothing is noted after it. */
  close(): void;
}

/** What a log of refusals is made of. */
export interface RefusalLogTerms {
  readonly sink: RefusalSink;
  /** The wall-clock time in milliseconds. */
  nowMs(): number;
  /** How long after the end of a minute its counts are told, so that those of others can be among them; 0 by default. */
  readonly graceMs?: number;
}

const minuteMs = 60_000;
const subjectsMax = 10_000;

/** Writes to a log of the process: a line for each refusal, and one with the number for each code. */
export const writeRefusals = (log: Logger): RefusalSink => ({
  write: (line) => {
    log.warn(line, 'connection refused');
    return true;
  },
  tell: (codes) => {
    const total = Object.values(codes).reduce((sum, count) => sum + count, 0);
    log.warn({ total, codes }, 'connections refused, not logged');
  },
});

/** The end of a minute, and what is to be done then. */
const createMinute = (nowMs: () => number, onTurn: () => void) => {
  let present = 0;
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const turn = (): void => {
    stop();
    onTurn();
  };
  return {
    /** Does it if another minute has begun since the last look. */
    look: (): void => {
      const minute = Math.floor(nowMs() / minuteMs);
      if (minute === present) return;
      present = minute;
      turn();
    },
    /** Does it when the present minute ends, even if nobody looks by then. */
    expect: (): void => {
      timer ??= setTimeout(turn, minuteMs - (nowMs() % minuteMs)).unref();
    },
    /** Does it now. */
    turn,
  };
};

/**
 * Makes the log. What it only counts it tells when the minute is over, all at once. Beyond 10,000 subjects in a minute
 * everything is only counted, and so is what the sink does not take.
 */
export const createRefusalLog = ({ sink, nowMs, graceMs = 0 }: RefusalLogTerms): RefusalLog => {
  const seen = new Set<string>();
  const counted = new Map<string, number>();
  const ofLines = createMinute(nowMs, () => seen.clear());
  const ofCounts = createMinute(
    () => nowMs() - graceMs,
    () => {
      if (counted.size > 0) sink.tell(Object.fromEntries(counted));
      counted.clear();
    },
  );
  const count = (code: string, by: number): void => {
    counted.set(code, (counted.get(code) ?? 0) + by);
    ofCounts.expect();
  };

  return {
    note: (line) => {
      ofLines.look();
      ofCounts.look();
      const subject = `${line.uuid ?? line.address} ${line.code}`;
      const isNews = !seen.has(subject) && seen.size < subjectsMax;
      if (!isNews || !sink.write(line)) {
        count(line.code, 1);
        return false;
      }
      seen.add(subject);
      return true;
    },
    add: (counts) => {
      ofCounts.look();
      for (const [code, by] of Object.entries(counts)) count(code, by);
    },
    close: ofCounts.turn,
  };
};
