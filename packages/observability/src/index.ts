export { type Clock, systemClock } from './clock.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export { type CounterOf, createMetrics, type MetricDescription, type Metrics } from './metrics.ts';
