/** Builds that nobody told of, runs that nobody answers for, and webhooks that wait, while the admin API runs. */
import type { Context } from '@moorgate/auth';
import {
  deliverWebhooks,
  forgetMoves,
  reconcileReferences,
  sweepRuns,
  type WebhookServices,
} from '@moorgate/builds';
import { repeat } from './repeat.ts';

/** What is looked after. */
export interface BuildUpkeep extends Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'> {
  readonly builds: WebhookServices;
  readonly factory: string;
}

/** How long after each round the next one begins, in milliseconds. */
export interface BuildTimes {
  readonly reconcileMs: number;
  readonly sweepMs: number;
  readonly webhooksMs: number;
}

const usualTimes: BuildTimes = { reconcileMs: 15_000, sweepMs: 5_000, webhooksMs: 1_000 };
const forgetMs = 3_600_000;

const contextOf = ({ db, confirmations, clock, log }: BuildUpkeep): Context => ({
  ...{ db, confirmations, clock, log },
  principal: { kind: 'system', name: 'builds' },
  requestId: null,
  address: null,
});

const deliverAll = async (ctx: Context, builds: WebhookServices): Promise<void> => {
  while ((await deliverWebhooks(ctx, builds)) > 0);
};

/**
 * Compares references with what was built, at the start and again and again; ends runs whose lease has lapsed or whose time is
 * over; and sends webhooks. Any number of processes may do so at once. Answers what ends it, after what is under way.
 */
export const keepBuilds = (
  upkeep: BuildUpkeep,
  times: BuildTimes = usualTimes,
): (() => Promise<void>) => {
  const { log, builds, factory } = upkeep;
  const ctx = contextOf(upkeep);
  const ends = [
    repeat({
      log,
      everyMs: times.reconcileMs,
      trouble: 'references are not compared with builds',
      work: () => reconcileReferences(ctx, builds, factory),
    }),
    repeat({
      log,
      everyMs: times.sweepMs,
      trouble: 'runs that nobody answers for are not ended',
      work: () => sweepRuns(ctx),
    }),
    repeat({
      log,
      everyMs: times.webhooksMs,
      trouble: 'webhooks of builds are not sent',
      work: () => deliverAll(ctx, builds),
    }),
    repeat({
      log,
      everyMs: forgetMs,
      trouble: 'old moves of references are not forgotten',
      work: () => forgetMoves(ctx),
    }),
  ];
  return async () => void (await Promise.all(ends.map((end) => end())));
};
