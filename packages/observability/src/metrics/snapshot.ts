/** The metrics of one process as plain objects, and those of several processes as one text. */
import { AggregatorRegistry, type Registry, type RegistryContentType } from 'prom-client';

/** One value of a metric. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  /** Where it is another one than that of the metric: the parts of a histogram. */
  readonly metricName?: string;
}

/** One metric with its values. */
export interface MetricSnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** What is done with values of the same labels; `first` stands for those that are kept apart by process. */
  readonly aggregator: string;
  readonly values: readonly MetricSample[];
}

/** All metrics of one process; survives being sent as JSON. */
export type MetricsSnapshot = readonly MetricSnapshot[];

/** What a registry holds; the library's own types say that the type of a metric is a number, which it is not. */
export const snapshotOf = (registry: Registry<RegistryContentType>): Promise<MetricsSnapshot> =>
  registry.getMetricsAsJSON() as Promise<unknown> as Promise<MetricsSnapshot>;

/** What one process answered. */
export interface ProcessMetrics {
  /** Another one for each process that ever ran: what starts again counts from zero. */
  readonly id: string;
  /** Put on the values that are kept apart by process. */
  readonly labels: Readonly<Record<string, string>>;
  readonly snapshot: MetricsSnapshot;
}

/** The metrics of a service whose processes come and go. */
export interface MetricsCollection {
  /**
   * One text from what the processes answered just now. What only grows never shrinks: of a process that did not answer,
   * or has ended, the last known counts stay in the sums; its gauges are left out. `isRunning` says of a process that did
   * not answer whether it still may.
   */
  combine(answers: readonly ProcessMetrics[], isRunning: (id: string) => boolean): Promise<string>;
}

const isApart = ({ aggregator }: MetricSnapshot): boolean => aggregator === 'first';

/** A counter that started anew would look like one that was reset; a sum must not. */
const growing = (snapshot: MetricsSnapshot): MetricsSnapshot =>
  snapshot.filter((metric) => metric.type !== 'gauge' && !isApart(metric));

const withLabels = ({ snapshot, labels }: ProcessMetrics): MetricsSnapshot =>
  snapshot.map((metric) =>
    isApart(metric)
      ? {
          ...metric,
          values: metric.values.map((one) => ({ ...one, labels: { ...one.labels, ...labels } })),
        }
      : metric,
  );

const aggregate = (snapshots: readonly MetricsSnapshot[]) =>
  AggregatorRegistry.aggregate([...snapshots] as object[]);

/** Makes a collection that has seen no process yet. */
export const createMetricsCollection = (): MetricsCollection => {
  const lastKnown = new Map<string, MetricsSnapshot>();
  /** The counts of all that have ended, as one, however many there were. */
  let ended: MetricsSnapshot = [];
  let queue: Promise<unknown> = Promise.resolve();

  const retire = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const counts = ids.map((id) => lastKnown.get(id) ?? []);
    ended = await snapshotOf(aggregate([ended, ...counts]));
    for (const id of ids) lastKnown.delete(id);
  };
  const combineNow: MetricsCollection['combine'] = async (answers, isRunning) => {
    for (const { id, snapshot } of answers) lastKnown.set(id, growing(snapshot));
    const answered = new Set(answers.map(({ id }) => id));
    const silent = [...lastKnown.keys()].filter((id) => !answered.has(id));
    await retire(silent.filter((id) => !isRunning(id)));
    const counts = silent.map((id) => lastKnown.get(id) ?? []);
    return await aggregate([...answers.map(withLabels), ...counts, ended]).metrics();
  };

  return {
    combine: (answers, isRunning) => {
      // One after the other: what one moves from the living to the ended, another must not miss in between.
      const combined = queue.then(() => combineNow(answers, isRunning));
      queue = combined.catch(() => undefined);
      return combined;
    },
  };
};
