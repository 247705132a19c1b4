/** Removes builds, and messages about them, when their time is over or there is no room for them. */
import type { Context } from '@moorgate/auth';
import { type BuildRetention, removeOldBuilds, type RetentionRound } from '@moorgate/builds';
import { type Metrics, oneReading } from '@moorgate/observability';
import { repeat } from './repeat.ts';

const hourMs = 3_600_000;

/** Whose builds are kept how long. */
export interface BuildPruning {
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly metrics: Metrics;
  readonly factory: string;
  readonly retention: BuildRetention;
  /** How long after a round the next one begins; an hour unless said. */
  readonly everyMs?: number;
}

const observe = (metrics: Metrics): ((round: RetentionRound) => void) => {
  let last: RetentionRound | null = null;
  metrics.gauge(
    {
      name: 'moorgate_admin_builds_kept',
      help: 'Builds that there are, as of the last hour.',
      labelNames: [],
    },
    () => (last === null ? [] : oneReading(last.builds)),
  );
  metrics.gauge(
    {
      name: 'moorgate_admin_build_content_bytes',
      help: 'What the consoles and artifacts of all builds have together, as of the last hour.',
      labelNames: [],
    },
    () => (last === null ? [] : oneReading(last.bytes)),
  );
  const removed = metrics.counter({
    name: 'moorgate_admin_builds_removed_total',
    help: 'Builds that this process removed: too old ("age"), or the oldest when there was no room ("room").',
    labelNames: ['reason'],
  });
  return (round) => {
    last = round;
    removed.inc({ reason: 'age' }, round.removed.age);
    removed.inc({ reason: 'room' }, round.removed.room);
  };
};

/**
 * Removes what is due now and each hour, and shows what there is. Several instances share the work. Answers what ends it once
 * the build that is being removed is gone.
 */
export const pruneBuilds = (pruning: BuildPruning): (() => Promise<void>) => {
  const { services, metrics, factory, retention, everyMs = hourMs } = pruning;
  const note = observe(metrics);
  const principal = { kind: 'system', name: 'build retention' } as const;
  const ctx: Context = { ...services, principal, requestId: null, address: null };
  let isOver = false;
  const stop = repeat({
    log: services.log,
    everyMs,
    trouble: 'old builds were not removed',
    work: async () =>
      note(await removeOldBuilds(ctx, { factory, retention, isOver: () => isOver })),
  });
  return () => {
    isOver = true;
    return stop();
  };
};
