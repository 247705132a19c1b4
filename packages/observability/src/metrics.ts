/** Counters and gauges in the form that Prometheus reads. */
import { Counter, Gauge, Registry } from 'prom-client';

/** A number that only grows, one for each combination of labels. */
export interface CounterOf<L extends string> {
  inc(labels: Readonly<Record<L, string>>, by?: number): void;
  /** The counter of one combination, for a hot path that looks it up once. */
  child(labels: Readonly<Record<L, string>>): { inc(by?: number): void };
}

/** What a metric is called, and one sentence of what it counts. */
export interface MetricDescription<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

/** The metrics of one process. */
export interface Metrics {
  counter<const L extends string>(description: MetricDescription<L>): CounterOf<L>;
  /** A number that is read whenever somebody asks. */
  gauge(name: string, help: string, read: () => number): void;
  /** All of them in the text format. */
  text(): Promise<string>;
  /** The present sum of a metric over every combination that has these labels. */
  valueOf(name: string, labels: Readonly<Record<string, string>>): Promise<number>;
}

/** Makes an empty set of metrics that shares nothing with any other in the process. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];

  return {
    counter: ({ name, help, labelNames }) => {
      const counter = new Counter({ name, help, labelNames: [...labelNames], registers });
      return {
        inc: (labels, by) => counter.inc(labels, by),
        child: (labels) => counter.labels(labels),
      };
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    text: () => registry.metrics(),
    valueOf: async (name, labels) => {
      const metric = await registry.getSingleMetric(name)?.get();
      const wanted = Object.entries(labels);
      const matching = metric?.values.filter((one) =>
        wanted.every(([label, text]) => one.labels[label] === text),
      );
      return matching?.reduce((sum, { value }) => sum + value, 0) ?? 0;
    },
  };
};
