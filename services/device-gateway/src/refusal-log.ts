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

const minuteMs = 60_000;
const subjectsMax = 10_000;

/** Makes the log; returns false for a line that was only counted. Beyond 10,000 subjects in a minute it stays silent. */
export const createRefusalLog = (
  log: Logger,
  nowMs: () => number,
): ((line: RefusalLine) => boolean) => {
  let minute = 0;
  const seen = new Set<string>();
  return (line) => {
    const present = Math.floor(nowMs() / minuteMs);
    if (present !== minute) {
      minute = present;
      seen.clear();
    }
    const subject = `${line.uuid ?? line.address} ${line.code}`;
    if (seen.has(subject) || seen.size >= subjectsMax) return false;
    seen.add(subject);
    log.warn(line, 'connection refused');
    return true;
  };
};
