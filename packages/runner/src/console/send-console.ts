/** Sends what is in the spool to the server, in order, however often that takes. */
import { setTimeout as after } from 'node:timers/promises';
import type { RunLease, ServerAnswer, ServerClient } from '../server/server-client.ts';
import type { ConsoleSpool } from './console-spool.ts';

/** What the sender tells. */
export interface SenderEvents {
  /** The server wants the run to end. */
  onCancel(): void;
  /** The run is no longer ours. */
  onLost(): void;
}

/** Sends while it runs. */
export interface ConsoleSender {
  /** There is more. */
  wake(): void;
  /** Resolves when everything that is in the spool was stored, or cannot be. */
  finish(signal: AbortSignal): Promise<void>;
  /** Sends nothing more. */
  stop(): void;
}

const pieceBytesMax = 256 * 1024;
/** What a script prints in so short a time is sent at once. */
const gatherMs = 200;
const retryMsMin = 500;
const retryMsMax = 5_000;

const storedBytes = (body: unknown): number | null => {
  const { bytes } = (body ?? {}) as { bytes?: unknown };
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null;
};

const wantsCancel = (body: unknown): boolean =>
  (body as { cancel?: unknown } | null)?.cancel === true;

/** How a piece went: where to go on, or how long to wait before the next try, or that there is no next one. */
type Progress =
  | { readonly offset: number }
  | { readonly retryAfterMs: number | null }
  | { readonly isOver: true };

const judge = (answer: ServerAnswer, spool: ConsoleSpool): Progress => {
  if (answer.outcome === 'unreachable') return { retryAfterMs: answer.retryAfterMs };
  if (answer.outcome === 'lost') return { isOver: true };
  // The server says how much it has: after a piece, and (409) when it was given another one than the next.
  const bytes = answer.outcome === 'refused' ? answer.offset : storedBytes(answer.body);
  return bytes === null || bytes > spool.length() ? { isOver: true } : { offset: bytes };
};

/**
 * Sends pieces of at most 256 KiB, each at the offset that the server has by then, and repeats what it did not get. Ends when
 * the lease is lost or the server refuses what cannot be changed.
 */
export const sendConsole = (
  { client, lease, spool }: { client: ServerClient; lease: RunLease; spool: ConsoleSpool },
  events: SenderEvents,
): ConsoleSender => {
  let offset = 0;
  let isOver = false;
  let retryMs = retryMsMin;
  let sending: Promise<void> | null = null;
  const stopped = new AbortController();

  const pause = (ms: number): Promise<unknown> =>
    after(ms, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);

  const sendPiece = async (): Promise<void> => {
    const bytes = await spool.read(offset, Math.min(pieceBytesMax, spool.length() - offset));
    const answer = await client.appendConsole(lease, offset, bytes);
    if (answer.outcome === 'lost') events.onLost();
    if (answer.outcome === 'done' && wantsCancel(answer.body)) events.onCancel();
    const progress = judge(answer, spool);
    if ('isOver' in progress) isOver = true;
    else if ('offset' in progress) {
      // A server that stores nothing is asked again like one that is away.
      if (progress.offset <= offset && answer.outcome === 'done') await pause(retryMs);
      offset = progress.offset;
      retryMs = retryMsMin;
    } else {
      await pause(progress.retryAfterMs ?? retryMs);
      retryMs = Math.min(retryMs * 2, retryMsMax);
    }
  };
  const isPending = (): boolean => !isOver && !stopped.signal.aborted && offset < spool.length();
  const sendAll = async (): Promise<void> => {
    while (isPending()) await sendPiece();
  };
  const start = (waitMs: number): Promise<void> =>
    (sending ??= pause(waitMs)
      .then(sendAll)
      .finally(() => (sending = null)));
  return {
    wake: () => {
      if (isPending()) void start(gatherMs);
    },
    finish: async (signal) => {
      signal.addEventListener('abort', () => stopped.abort(), { once: true });
      while (isPending()) await start(0);
      await sending;
    },
    stop: () => stopped.abort(),
  };
};
