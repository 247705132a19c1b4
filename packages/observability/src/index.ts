export { type Clock, systemClock } from './clock.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export {
  type AcrossProcesses,
  type CounterOf,
  createMetrics,
  type HistogramDescription,
  type HistogramOf,
  type LabelsOf,
  type MetricDescription,
  type Metrics,
  oneReading,
  type Reading,
  type ReadingDescription,
} from './metrics/metrics.ts';
export {
  createMetricsCollection,
  type MetricsCollection,
  type MetricSample,
  type MetricSnapshot,
  type MetricsSnapshot,
  type ProcessMetrics,
} from './metrics/snapshot.ts';
export { type EventLoopWatch, watchEventLoop, watchProcess } from './metrics/watch-process.ts';
