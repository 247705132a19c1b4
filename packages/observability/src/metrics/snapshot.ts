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
   * or has ended, the last known counts stay in the sums; its gauges are left out.
   */
  combine(answers: readonly ProcessMetrics[]): Promise<string>;
  /** Says that a process has ended for good. Without it its counts stay too, each in a place of its own. */
  noteEnd(id: string): void;
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
  let ended: readonly MetricsSnapshot[] = [];

  /** One snapshot in place of those of every process that has ended, however many there were. */
  const foldEnded = async (): Promise<void> => {
    const folding = ended;
    if (folding.length < 2) return;
    const folded = await snapshotOf(aggregate(folding));
    if (ended === folding) ended = [folded];
  };

  return {
    combine: async (answers) => {
      for (const { id, snapshot } of answers) lastKnown.set(id, growing(snapshot));
      const answered = new Set(answers.map(({ id }) => id));
      const silent = [...lastKnown].filter(([id]) => !answered.has(id)).map(([, known]) => known);
      const parts = [...answers.map(withLabels), ...silent, ...ended];
      const text = await aggregate(parts).metrics();
      await foldEnded();
      return text;
    },
    noteEnd: (id) => {
      const known = lastKnown.get(id);
      if (known === undefined) return;
      lastKnown.delete(id);
      ended = [...ended, known];
    },
  };
};
