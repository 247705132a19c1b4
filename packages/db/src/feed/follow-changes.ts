/** Reading the feed of changes: in order, woken by NOTIFY, and never resting on it. */
import { keyedAccess, openPool } from '../connect.ts';
import { changeChannel } from './append-change.ts';
import { keepListening } from './keep-listening.ts';
import {
  deregisterFollower,
  type FeedEntry,
  type FollowerIdentity,
  pollFeed,
  registerFollower,
} from './poll-feed.ts';

/** What a reader of the feed does with it. */
export interface FollowOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly follower: FollowerIdentity;
  /** The sequence that the reader's state contains already. */
  readonly fromSequence: number;
  readonly pollMs?: number;
  readonly pollMsWithoutListen?: number;
  /** How many connections it serves, for those who look at the followers. */
  connections?(): number;
  /** Applies changes in their order. What throws is given again. When it returns, nothing begins on what was before. */
  apply(entries: readonly FeedEntry[]): Promise<void> | void;
  /**
   * Everything up to `sequence` is applied, as of `sentAtMs` on the monotonic clock, when the question was sent: the
   * reader has a lease from then on.
   */
  confirm(sequence: number, sentAtMs: number): void;
  /** Called for every failed poll and every lost or refused LISTEN connection; following goes on. */
  onTrouble(error: unknown): void;
}

/** A reader at work. */
export interface ChangeFollower {
  /** True while NOTIFY wakes it. */
  isListening(): boolean;
  /**
   * Returns when the poll that runs has ended, nobody waits for this reader any more, and the connections are closed;
   * may be called again.
   */
  stop(): Promise<void>;
}

const pollTimeoutMs = 2_000;
const pollMsAfterFailureMax = 500;

/**
 * Follows the feed until stopped: polls at once, at each NOTIFY, and by the clock, and once more whenever it has applied
 * something, since a poll is also what tells others how far it has come. Holds two connections of its own, so that no
 * other work can keep it waiting, and makes them anew when they break.
 */
export const followChanges = (options: FollowOptions): ChangeFollower => {
  const { url, applicationName, follower, onTrouble } = options;
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

  const pollUntilCurrent = async (): Promise<void> => {
    while (!isStopped) {
      const sentAtMs = performance.now();
      const connections = options.connections?.() ?? 0;
      const page = await pollFeed(pool, { id: follower.id, applied, connections });
      if (!page.isRegistered) await registerFollower(pool, follower, applied);
      else if (page.entries.length === 0) return options.confirm(applied, sentAtMs);
      else await options.apply(page.entries);
      applied = page.through;
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
      await pollUntilCurrent();
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
    await deregisterFollower(pool, follower.id).catch(onTrouble);
    await pool.end();
  };
  wake();

  return {
    isListening: listening.isListening,
    stop: () => (stopping ??= stop()),
  };
};
