/** Counters, gauges and histograms in the form that Prometheus reads. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricsSnapshot, snapshotOf } from './snapshot.ts';

/** Labels of a metric with their values. */
export type LabelsOf<L extends string> = Readonly<Record<L, string>>;

/** A number that only grows, one for each combination of labels. */
export interface CounterOf<L extends string> {
  inc(labels: LabelsOf<L>, by?: number): void;
}

/** How values are distributed, for each combination of labels. */
export interface HistogramOf<L extends string> {
  observe(labels: LabelsOf<L>, value: number): void;
}

/** What a metric is called, and one sentence of what it counts. */
export interface MetricDescription<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

/**
 * What becomes of a value that several processes of one service have: `sum`, the least, the greatest, or `each`, which
 * keeps them apart under the labels of their processes.
 */
export type AcrossProcesses = 'sum' | 'min' | 'max' | 'each';

/** A description of something that is read whenever somebody asks. */
export interface ReadingDescription<L extends string> extends MetricDescription<L> {
  /** `sum` unless given. */
  readonly across?: AcrossProcesses;
}

/** A description of a distribution. */
export interface HistogramDescription<L extends string> extends MetricDescription<L> {
  /** Upper bounds, in the unit of the name, growing. */
  readonly buckets: readonly number[];
}

/** A value with its labels. */
export interface Reading<L extends string> {
  readonly labels: LabelsOf<L>;
  readonly value: number;
}

/** The metrics of one process. */
export interface Metrics {
  counter<const L extends string>(description: MetricDescription<L>): CounterOf<L>;
  histogram<const L extends string>(description: HistogramDescription<L>): HistogramOf<L>;
  /** Numbers that are read whenever somebody asks; a combination that is not read any more is gone. */
  gauge<const L extends string>(
    description: ReadingDescription<L>,
    read: () => Iterable<Reading<L>>,
  ): void;
  /** A number that only grows and is kept elsewhere; read whenever somebody asks. */
  total(description: ReadingDescription<never>, read: () => number): void;
  /** All of them in the text format. */
  text(): Promise<string>;
  /** All of them as plain objects, which another process can combine with those of its siblings. */
  snapshot(): Promise<MetricsSnapshot>;
  /** The present sum of a metric over every combination that has these labels. */
  valueOf(name: string, labels: Readonly<Record<string, string>>): Promise<number>;
}

/** The library has no word for "kept apart"; values with the labels of their processes do not meet under `first`. */
const aggregatorOf = (across: AcrossProcesses | undefined) =>
  across === 'each' ? 'first' : (across ?? 'sum');

/** One reading without labels. */
export const oneReading = (value: number): readonly Reading<never>[] => [{ labels: {}, value }];

interface Tally<L extends string> {
  readonly labels: LabelsOf<L>;
  count: number;
}

/** Counts for the library until it is read: to find a combination there, it checks and sorts the labels each time. */
const createTallies = <L extends string>(labelNames: readonly L[]) => {
  const tallies = new Map<string, Tally<L>>();
  return {
    add: (labels: LabelsOf<L>, by: number): void => {
      let key = '';
      for (const name of labelNames) key += `${labels[name]}\n`;
      const tally = tallies.get(key);
      if (tally === undefined) tallies.set(key, { labels, count: by });
      else tally.count += by;
    },
    /** Hands over what has been counted since the last time. */
    tell: (take: (labels: LabelsOf<L>, count: number) => void): void => {
      for (const tally of tallies.values()) {
        take(tally.labels, tally.count);
        tally.count = 0;
      }
    },
  };
};

const valueIn = async (
  registry: Registry,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<number> => {
  const metric = await registry.getSingleMetric(name)?.get();
  const wanted = Object.entries(labels);
  const matching = metric?.values.filter((one) =>
    wanted.every(([label, text]) => one.labels[label] === text),
  );
  return matching?.reduce((sum, { value }) => sum + value, 0) ?? 0;
};

/** Makes an empty set of metrics that shares nothing with any other in the process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];

  return {
    counter: ({ name, help, labelNames }) => {
      const tallies = createTallies(labelNames);
      new Counter({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        collect() {
          tallies.tell((labels, count) => this.inc(labels, count));
        },
      });
      return { inc: (labels, by = 1) => tallies.add(labels, by) };
    },
    histogram: ({ name, help, labelNames, buckets }) => {
      const histogram = new Histogram({
        name,
        help,
        labelNames: [...labelNames],
        buckets: [...buckets],
        registers,
      });
      return { observe: (labels, value) => histogram.observe(labels, value) };
    },
    gauge: ({ name, help, labelNames, across }, read) => {
      new Gauge({
        name,
        help,
        labelNames: [...labelNames],
        registers,
        aggregator: aggregatorOf(across),
        collect() {
          this.reset();
          // Without labels the library would go on showing a zero that nobody read.
          if (labelNames.length === 0) this.remove({});
          for (const { labels, value } of read()) this.set(labels, value);
        },
      });
    },
    total: ({ name, help, across }, read) => {
      let told = 0;
      new Counter({
        name,
        help,
        registers,
        aggregator: aggregatorOf(across),
        collect() {
          const present = read();
          this.inc(Math.max(0, present - told));
          told = Math.max(told, present);
        },
      });
    },
    text: () => registry.metrics(),
    snapshot: () => snapshotOf(registry),
    valueOf: (name, labels) => valueIn(registry, name, labels),
  };
};
