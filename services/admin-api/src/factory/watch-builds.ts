/** Asks the store, for the metrics, how the queue of runs is. */
import { setTimeout as after } from 'node:timers/promises';
import type { Context } from '@moorgate/auth';
import { watchQueue } from '@moorgate/builds';
import { type Metrics, oneReading } from '@moorgate/observability';

const lookMsMax = 1_000;
const statuses = ['QUEUED', 'RUNNING', 'UPLOADING', 'CANCELLING'] as const;

type Counts = Awaited<ReturnType<typeof watchQueue>>;

/**
 * Adds what a look at the queue finds, and returns what looks: it resolves within a second, whatever the store does, and
 * never rejects. Before the first look nothing is known, and nothing is shown.
 */
export const watchBuilds = (
  metrics: Metrics,
  ctx: Pick<Context, 'db' | 'clock'>,
): (() => Promise<void>) => {
  let counts: Counts | null = null;
  metrics.gauge(
    {
      name: 'moorgate_admin_build_runs',
      help: 'Runs of builds that wait or are under way, by status.',
      labelNames: ['status'],
    },
    () =>
      (counts === null ? [] : statuses).map((status) => ({
        labels: { status },
        value: counts?.byStatus[status] ?? 0,
      })),
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_build_queue_age_seconds',
      help: 'How long the run has waited that waits for longest; 0 where none waits.',
      labelNames: [],
    },
    () => (counts === null ? [] : oneReading(ageOf(counts, ctx))),
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_build_runners',
      help: 'Runners that were heard of within two minutes.',
      labelNames: [],
    },
    () => (counts === null ? [] : oneReading(counts.runnersSeen)),
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_builds_ended',
      help: 'Builds that ended within the last day, by whether they passed.',
      labelNames: ['outcome'],
    },
    () =>
      Object.entries(counts?.ended ?? {}).map(([outcome, value]) => ({
        labels: { outcome },
        value,
      })),
  );
  return async () => {
    const timeout = new AbortController();
    const late = after(lookMsMax, null, { signal: timeout.signal }).catch(() => null);
    counts = await Promise.race([watchQueue(ctx).catch(() => null), late]);
    timeout.abort();
  };
};

const ageOf = ({ oldestQueuedAt }: Counts, { clock }: Pick<Context, 'clock'>): number =>
  oldestQueuedAt === null
    ? 0
    : Math.max(0, clock.now().getTime() - oldestQueuedAt.getTime()) / 1_000;
