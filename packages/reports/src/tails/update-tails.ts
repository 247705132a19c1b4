/** Tails of the logs of updates: however many follow one, it is read once for all of them. */
import type { Context } from '@moorgate/auth';
import {
  type Db,
  keepListening,
  type Listener as Listening,
  listUpdateLogHeads,
  listUpdateLogLines,
  updateLogChannel,
  type UpdateLogSource,
  updateLogsAsWatched,
} from '@moorgate/db';
import { followLog, type Listener, pageLength, type SharedLog } from './follow-log.ts';
import { type LogLine, logLineFromRow } from './log-line.ts';

/** What tails stand on. */
export interface UpdateTailOptions extends Pick<Context, 'db' | 'log'> {
  readonly databaseUrl: string;
  readonly applicationName: string;
}

/** The tails of one process. */
export interface UpdateTails {
  /** As `followLog`, of one update: only what the devices of a rollout did, where one is named. */
  follow(
    source: UpdateLogSource,
    after: number,
  ): AsyncGenerator<readonly LogLine[], void, undefined>;
  /** Ends every tail. */
  close(): void;
}

interface OpenLog extends SharedLog {
  readonly source: UpdateLogSource;
  /** Those who follow it, or are about to. */
  users: number;
  handOut(lines: readonly LogLine[], position: number): void;
}

/** Writers wake those who follow a log for so long after this was last said. */
const watchedSeconds = 30;
const sayWatchedMs = 10_000;
/** However often a log grows, it is not looked at more often than this. */
const pollMsMin = 50;
const pollMsMax = 1_000;
const pollMsUnheard = 250;

const keyOf = ({ updateId, rolloutId }: UpdateLogSource): string =>
  `${updateId} ${rolloutId ?? ''}`;

const openLog = (db: Db, source: UpdateLogSource, head: number): OpenLog => {
  const listeners = new Set<Listener>();
  let position = head;
  return {
    source,
    users: 0,
    listeners,
    position: () => position,
    read: async (after) => {
      const rows = await listUpdateLogLines(db, source, { after, limit: pageLength });
      return rows.map(logLineFromRow);
    },
    handOut: (lines, reached) => {
      position = reached;
      for (const listener of listeners) listener.take(lines);
    },
  };
};

/** Reads what has come to a log since its last reading, and hands it out. */
const readOn = async (log: OpenLog, head: number): Promise<void> => {
  while (log.position() < head) {
    const lines = await log.read(log.position());
    const last = lines.at(-1)?.position ?? 0;
    log.handOut(lines, lines.length < pageLength ? Math.max(head, last) : last);
  }
};

/** Makes them. Nothing is asked and nothing listened to while nobody follows a log. */
export const createUpdateTails = (options: UpdateTailOptions): UpdateTails => {
  const { db, log: logger } = options;
  const logs = new Map<string, OpenLog>();
  let listening: Listening | null = null;
  let timer: NodeJS.Timeout | undefined;
  let nextPollMs = Number.POSITIVE_INFINITY;
  let polling: Promise<void> | null = null;
  /** Something came to a log that the reading under way may have passed already. */
  let isAskedAgain = false;
  let saidWatchedMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  const endAll = (error: unknown): void => {
    for (const log of logs.values()) for (const listener of log.listeners) listener.end(error);
  };
  const updateIds = (): string[] => [
    ...new Set([...logs.values()].map(({ source }) => source.updateId)),
  ];

  const sayWatched = async (): Promise<void> => {
    if (performance.now() - saidWatchedMs < sayWatchedMs) return;
    saidWatchedMs = performance.now();
    await updateLogsAsWatched(db, updateIds(), watchedSeconds);
  };
  const look = async (): Promise<void> => {
    await sayWatched();
    const heads = await listUpdateLogHeads(db, updateIds());
    const byId = new Map(heads.map((head) => [head.update_id, head.last_position]));
    for (const log of [...logs.values()]) {
      const head = byId.get(log.source.updateId);
      if (head === undefined) for (const listener of log.listeners) listener.end(undefined);
      else await readOn(log, head);
    }
  };
  const poll = (): void => {
    timer = undefined;
    nextPollMs = Number.POSITIVE_INFINITY;
    if (logs.size === 0) return;
    if (polling !== null) {
      isAskedAgain = true;
      return;
    }
    polling = look()
      .catch((error: unknown) => {
        if (!isClosed) logger.warn({ err: error }, 'the logs of updates cannot be followed');
        endAll(error);
      })
      .finally(() => {
        polling = null;
        const restMs = listening?.isListening() === true ? pollMsMax : pollMsUnheard;
        pollIn(isAskedAgain ? pollMsMin : restMs);
        isAskedAgain = false;
      });
  };
  const pollIn = (delayMs: number): void => {
    const atMs = performance.now() + delayMs;
    if (isClosed || logs.size === 0 || atMs >= nextPollMs) return;
    clearTimeout(timer);
    nextPollMs = atMs;
    timer = setTimeout(poll, delayMs);
  };

  const listen = (): void => {
    listening ??= keepListening({
      url: options.databaseUrl,
      applicationName: options.applicationName,
      channel: updateLogChannel,
      onNotification: () => pollIn(pollMsMin),
      onTrouble: (error) => logger.warn({ err: error }, 'no word of the logs of updates is heard'),
    });
  };
  const leave = (log: OpenLog): void => {
    log.users -= 1;
    if (log.users > 0) return;
    logs.delete(keyOf(log.source));
    if (logs.size > 0) return;
    clearTimeout(timer);
    nextPollMs = Number.POSITIVE_INFINITY;
    listening?.stop();
    listening = null;
  };
  const enter = async (source: UpdateLogSource): Promise<OpenLog> => {
    const [head] = await listUpdateLogHeads(db, [source.updateId]);
    const present = logs.get(keyOf(source));
    const log = present ?? openLog(db, source, head?.last_position ?? 0);
    log.users += 1;
    if (present !== undefined) return present;
    logs.set(keyOf(source), log);
    listen();
    saidWatchedMs = Number.NEGATIVE_INFINITY;
    pollIn(0);
    return log;
  };

  return {
    async *follow(source, after) {
      if (isClosed) return;
      const log = await enter(source);
      try {
        yield* followLog(log, after);
      } finally {
        leave(log);
      }
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      listening?.stop();
      listening = null;
      endAll(undefined);
    },
  };
};
