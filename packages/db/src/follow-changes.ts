/** Reading the feed of changes: in order, woken by NOTIFY, and never resting on it. */
import { changeChannel } from './change-feed.ts';
import { keyedAccess, openPool, type Pool } from './connect.ts';
import type { ChangeKind } from './database.ts';
import { keepListening } from './keep-listening.ts';

/**
 * A change to apply. `everything` stands for changes that cannot be told one by one, because the feed does not go on
 * where this reader stopped: whatever is held must be read again.
 */
export type FeedEntry =
  | { readonly kind: 'device'; readonly sequence: number; readonly deviceUuid: string }
  | { readonly kind: Exclude<ChangeKind, 'device'> | 'everything'; readonly sequence: number };

/** What a reader of the feed does with it. */
export interface FollowOptions {
  readonly url: string;
  readonly applicationName: string;
  /** The sequence that the reader's state contains already. */
  readonly fromSequence: number;
  readonly pollMs?: number;
  readonly pollMsWithoutListen?: number;
  /** Applies changes in their order. What throws is given again. */
  apply(entries: readonly FeedEntry[]): Promise<void> | void;
  /** Everything up to `sequence` is applied, as of `sentAtMs` on the monotonic clock, when the question was sent. */
  confirm(sequence: number, sentAtMs: number): void;
  /** Called for every failed poll and every lost or refused LISTEN connection; following goes on. */
  onTrouble(error: unknown): void;
}

/** A reader at work. */
export interface ChangeFollower {
  /** True while NOTIFY wakes it. */
  isListening(): boolean;
  /** Returns when the poll that runs has ended and the connections are closed; may be called again. */
  stop(): Promise<void>;
}

const pageRows = 1_000;
const pollTimeoutMs = 2_000;
const pollMsAfterFailureMax = 500;

interface Page {
  readonly entries: readonly FeedEntry[];
  readonly through: number;
  readonly isComplete: boolean;
}

interface FeedRow {
  readonly head: number;
  readonly sequence: number | null;
  readonly kind: ChangeKind;
  readonly deviceUuid: string;
}

const entryFromRow = (row: FeedRow & { readonly sequence: number }): FeedEntry =>
  row.kind === 'device'
    ? { kind: 'device', sequence: row.sequence, deviceUuid: row.deviceUuid }
    : { kind: row.kind, sequence: row.sequence };

const isEntry = (row: FeedRow): row is FeedRow & { readonly sequence: number } =>
  row.sequence !== null;

/** The changes after `applied`. A head behind it (a restored database) or a missing number makes it `everything`. */
const readPage = async (pool: Pool, applied: number): Promise<Page> => {
  const { rows } = await pool.query<FeedRow>({
    name: 'changes',
    text: `
      select c.sequence as head, f.sequence, f.kind, f.device_uuid as "deviceUuid"
      from change_feed_counter c
      left join lateral (
        select sequence, kind, device_uuid from change_feed where sequence > $1 order by sequence limit ${pageRows}
      ) f on true
      order by f.sequence`,
    values: [applied],
  });
  const head = rows[0]?.head ?? 0;
  if (head === applied) return { entries: [], through: head, isComplete: true };
  const entries = rows.filter(isEntry).map(entryFromRow);
  if (entries[0]?.sequence !== applied + 1) {
    return { entries: [{ kind: 'everything', sequence: head }], through: head, isComplete: true };
  }
  const through = applied + entries.length;
  return { entries, through, isComplete: through >= head };
};

/**
 * Follows the feed until stopped: polls at once, at each NOTIFY, and by the clock. Holds two connections of its own, so
 * that no other work can keep it waiting, and makes them anew when they break.
 */
export const followChanges = (options: FollowOptions): ChangeFollower => {
  const { url, applicationName, onTrouble } = options;
  const pool = openPool({
    url,
    applicationName,
    poolSize: 1,
    connectTimeoutMs: pollTimeoutMs,
    queryTimeoutMs: pollTimeoutMs,
    settings: keyedAccess,
  });
  let applied = options.fromSequence;
  let failures = 0;
  let isStopped = false;
  let isWoken = false;
  let polling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopping: Promise<void> | undefined;

  const pollOnce = async (): Promise<void> => {
    let isComplete = false;
    while (!isComplete && !isStopped) {
      const sentAtMs = performance.now();
      const page = await readPage(pool, applied);
      if (page.entries.length > 0) await options.apply(page.entries);
      applied = page.through;
      isComplete = page.isComplete;
      if (isComplete) options.confirm(applied, sentAtMs);
    }
  };
  const delayMs = (): number => {
    const usual = listening.isListening()
      ? (options.pollMs ?? 250)
      : (options.pollMsWithoutListen ?? 50);
    return failures === 0
      ? usual
      : Math.min(pollMsAfterFailureMax, 50 * 2 ** Math.min(failures, 5));
  };
  const poll = async (): Promise<void> => {
    isWoken = false;
    try {
      await pollOnce();
      failures = 0;
    } catch (error) {
      failures += 1;
      onTrouble(error);
    }
  };
  const wake = (): void => {
    isWoken = true;
    if (polling !== null || isStopped) return;
    clearTimeout(timer);
    polling = poll().finally(() => {
      polling = null;
      if (isStopped) return;
      if (isWoken && failures === 0) wake();
      else timer = setTimeout(wake, delayMs());
    });
  };
  const listening = keepListening({
    url,
    applicationName: `${applicationName} (listen)`,
    channel: changeChannel,
    onNotification: wake,
    onTrouble,
  });
  const stop = async (): Promise<void> => {
    isStopped = true;
    clearTimeout(timer);
    listening.stop();
    await polling;
    await pool.end();
  };
  wake();

  return {
    isListening: listening.isListening,
    stop: () => (stopping ??= stop()),
  };
};
