/** One listener of a log: what is there already first, then what comes. */
import type { LogLine } from './log-line.ts';

/** A log as its listeners share it. */
export interface SharedLog {
  /** Everything up to here has been handed to the listeners that keep up. */
  readonly position: () => number;
  /** The lines behind a position, in their order, `pageLength` at most. */
  readonly read: (after: number) => Promise<readonly LogLine[]>;
  readonly listeners: Set<Listener>;
}

/** Where new lines are handed to a listener. */
export interface Listener {
  /** Takes lines that were read for all; false from one that reads for itself at the moment. */
  take(lines: readonly LogLine[]): void;
  /** Ends it after what it has: with the error, if there is one. */
  end(error: unknown): void;
}

/** The lines of one read. */
export const pageLength = 500;
/** A listener that takes its lines more slowly than they come reads for itself again, and nothing is held for it. */
const heldLinesMax = 1_000;
const restMs = 1_000;

/** A listener with what it holds. */
const createListener = (after: number) => {
  let cursor = after;
  let held: LogLine[] = [];
  let isLive = false;
  let ending: { readonly error: unknown } | null = null;
  let wake: (() => void) | null = null;

  const rouse = (): void => {
    wake?.();
    wake = null;
  };
  const listener: Listener = {
    take: (lines) => {
      if (!isLive) return;
      for (const line of lines) if (line.position > cursor) held.push(line);
      if (held.length > heldLinesMax) {
        held = [];
        isLive = false;
      }
      rouse();
    },
    end: (error) => {
      ending ??= { error };
      rouse();
    },
  };
  return {
    listener,
    cursor: () => cursor,
    isLive: () => isLive,
    goLive: () => {
      isLive = true;
    },
    ending: () => ending,
    advance: (position: number) => {
      cursor = Math.max(cursor, position);
    },
    /** What has come, after a second at the latest; perhaps nothing. */
    next: async (): Promise<readonly LogLine[]> => {
      if (held.length === 0 && ending === null && isLive) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = setTimeout(rouse, restMs);
        await promise;
        clearTimeout(timer);
      }
      const lines = held;
      held = [];
      cursor = lines.at(-1)?.position ?? cursor;
      return lines;
    },
  };
};

/** A page of what is in the store; once that was the last one, the listener hears the others as they come. */
async function* readBehind(
  log: SharedLog,
  own: ReturnType<typeof createListener>,
): AsyncGenerator<readonly LogLine[], void, undefined> {
  const head = log.position();
  const lines = await log.read(own.cursor());
  own.advance(lines.at(-1)?.position ?? 0);
  if (lines.length > 0) yield lines;
  if (lines.length === pageLength) return;
  own.advance(head);
  // Nothing is awaited between this look and the next line that is handed out.
  if (own.cursor() >= log.position()) own.goLive();
}

/**
 * The lines behind `after`, in their order and each once, then those that come: an empty list each second without any, so
 * that whoever sends them can look after its client. Ends when the log does; throws when it can no longer be read.
 */
export async function* followLog(
  log: SharedLog,
  after: number,
): AsyncGenerator<readonly LogLine[], void, undefined> {
  const own = createListener(after);
  log.listeners.add(own.listener);
  try {
    for (;;) {
      const ending = own.ending();
      if (ending?.error !== undefined) throw ending.error;
      if (ending !== null) return;
      if (own.isLive()) yield await own.next();
      else yield* readBehind(log, own);
    }
  } finally {
    log.listeners.delete(own.listener);
  }
}
