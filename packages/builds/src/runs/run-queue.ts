/** Those who wait for runs: woken when there are some, without asking in between. */
import type { Context, RunnerTerms } from '@moorgate/auth';
import { keepListening, runQueueChannel } from '@moorgate/db';
import type { BuildServices } from '../services.ts';
import { leaseRun, type RunOrder, type Vacancy } from './lease-run.ts';

/** What the queue stands on. */
export interface RunQueueOptions extends Pick<Context, 'log'> {
  readonly databaseUrl: string;
  readonly applicationName: string;
  /** How long somebody waits where nothing comes; 25 seconds unless said. */
  readonly waitMs?: number;
}

/** Somebody who asks. */
export interface RunRequest {
  readonly runner: RunnerTerms;
  readonly vacancy: Vacancy;
  /** Throws once nobody would get the answer any more, or they may not have it. */
  requireAccess(): Promise<unknown>;
}

/** The queue, as one process waits for it. */
export interface RunQueue {
  /** As `leaseRun`, but waits for a run: at most so long, and not when the queue closes; null then. */
  take(
    ctx: Pick<Context, 'db' | 'clock' | 'log'>,
    services: BuildServices,
    request: RunRequest,
  ): Promise<RunOrder | null>;
  /** Sends everybody away who waits. */
  close(): void;
}

const waitMsDefault = 25_000;
/** So often somebody looks who waits, in case that word was lost. */
const lookMs = 5_000;

/** Makes it. It listens from the first who waits on. */
export const createRunQueue = (options: RunQueueOptions): RunQueue => {
  const waiting = new Set<() => void>();
  let listener: ReturnType<typeof keepListening> | null = null;
  let isClosed = false;

  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };
  const listen = (): void => {
    listener ??= keepListening({
      url: options.databaseUrl,
      applicationName: options.applicationName,
      channel: runQueueChannel,
      onNotification: wakeAll,
      onTrouble: (error) => options.log.warn({ err: error }, 'no word of runs that wait is heard'),
    });
  };

  /** Begun before the look that it follows, so that no word is missed between the two. */
  const nextWord = (): { readonly heard: Promise<void>; stop(): void } => {
    let wake = (): void => {};
    const heard = new Promise<void>((resolve) => (wake = resolve));
    const timer = setTimeout(wake, lookMs);
    waiting.add(wake);
    const stop = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      wake();
    };
    return { heard, stop };
  };

  return {
    take: async (ctx, services, request) => {
      listen();
      const untilMs = performance.now() + (options.waitMs ?? waitMsDefault);
      while (!isClosed) {
        await request.requireAccess();
        const word = nextWord();
        const end = setTimeout(word.stop, Math.max(0, untilMs - performance.now()));
        try {
          const order = await leaseRun(ctx, services, request);
          if (order !== null || performance.now() >= untilMs) return order;
          if (!isClosed) await word.heard;
        } finally {
          clearTimeout(end);
          word.stop();
        }
      }
      return null;
    },
    close: () => {
      isClosed = true;
      listener?.stop();
      wakeAll();
    },
  };
};
