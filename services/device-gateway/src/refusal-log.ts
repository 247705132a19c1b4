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

/** A log of refusals. */
export interface RefusalLog {
  /** Writes the line, or counts it: false when it was only counted. */
  note(line: RefusalLine): boolean;
  /** Tells what was counted up to now; nothing is noted after it. */
  close(): void;
}

const minuteMs = 60_000;
const subjectsMax = 10_000;

/**
 * Makes the log. What it only counts it tells when the minute is over, in one line with the number for each code. Beyond
 * 10,000 subjects in a minute everything is only counted. `nowMs` is the wall-clock time.
 */
export const createRefusalLog = (log: Logger, nowMs: () => number): RefusalLog => {
  let minute = 0;
  let timer: NodeJS.Timeout | undefined;
  const seen = new Set<string>();
  const counted = new Map<string, number>();

  const tell = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (counted.size === 0) return;
    let total = 0;
    for (const count of counted.values()) total += count;
    log.warn({ total, codes: Object.fromEntries(counted) }, 'connections refused, not logged');
    counted.clear();
  };
  const turnTo = (present: number): void => {
    if (present === minute) return;
    tell();
    minute = present;
    seen.clear();
  };
  const count = (code: string): void => {
    counted.set(code, (counted.get(code) ?? 0) + 1);
    timer ??= setTimeout(tell, minuteMs - (nowMs() % minuteMs)).unref();
  };

  return {
    note: (line) => {
      turnTo(Math.floor(nowMs() / minuteMs));
      const subject = `${line.uuid ?? line.address} ${line.code}`;
      if (seen.has(subject) || seen.size >= subjectsMax) {
        count(line.code);
        return false;
      }
      seen.add(subject);
      log.warn(line, 'connection refused');
      return true;
    },
    close: tell,
  };
};
