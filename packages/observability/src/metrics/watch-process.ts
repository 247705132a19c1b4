/** What a process tells of itself: memory, CPU, open files, and how late its event loop is. */
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Metrics, oneReading, type Reading } from './metrics.ts';

/** How often the loop is asked; what is measured is the time beyond it. */
const resolutionMs = 50;
/** Somebody who asks again sooner gets the same figures, so that two readers do not take them from each other. */
const windowMsMin = 5_000;

const nanoseconds = 1e9;
const microseconds = 1e6;

const quantiles = [
  { quantile: '0.5', percentile: 50 },
  { quantile: '0.99', percentile: 99 },
  { quantile: '1', percentile: 100 },
] as const;

/** Measures how late the event loop is. */
export interface EventLoopWatch {
  /** Seconds of delay since the reading before: the median, the 99th percentile, and the greatest (`1`). */
  read(): readonly Reading<'quantile'>[];
  stop(): void;
}

/** Starts to measure; keeps no process alive. */
export const watchEventLoop = (): EventLoopWatch => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let readAtMs = -Infinity;
  let last: readonly Reading<'quantile'>[] = [];

  const take = (): readonly Reading<'quantile'>[] =>
    quantiles.map(({ quantile, percentile }) => {
      const seconds = histogram.count === 0 ? 0 : histogram.percentile(percentile) / nanoseconds;
      return { labels: { quantile }, value: Math.max(0, seconds - resolutionMs / 1_000) };
    });

  return {
    read: () => {
      const nowMs = performance.now();
      if (nowMs - readAtMs < windowMsMin) return last;
      last = take();
      readAtMs = nowMs;
      histogram.reset();
      return last;
    },
    stop: () => void histogram.disable(),
  };
};

/** Null where the system does not tell. */
const countOpenFiles = (): number | null => {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
};

const readOpenFilesMax = (): number | null => {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
};

const ifKnown = (value: number | null): readonly Reading<never>[] =>
  value === null ? [] : oneReading(value);

const describe = (name: string, help: string) =>
  ({ name, help, labelNames: [], across: 'each' }) as const;

/**
 * Adds the metrics of this process under the names that Prometheus clients share (`process_…`), and the delay of its event
 * loop. Processes of one service keep theirs apart. Returns what ends the measuring.
 */
export const watchProcess = (metrics: Metrics): (() => void) => {
  const openFilesMax = readOpenFilesMax();
  const startedAt = Math.round(performance.timeOrigin / 1_000);

  metrics.gauge(describe('process_resident_memory_bytes', 'Resident memory in bytes.'), () =>
    oneReading(process.memoryUsage.rss()),
  );
  metrics.gauge(describe('process_heap_bytes', 'Used heap of JavaScript in bytes.'), () =>
    oneReading(process.memoryUsage().heapUsed),
  );
  metrics.total(describe('process_cpu_seconds_total', 'User and system CPU time spent.'), () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / microseconds;
  });
  metrics.gauge(describe('process_open_fds', 'Open file descriptors.'), () =>
    ifKnown(countOpenFiles()),
  );
  metrics.gauge(describe('process_max_fds', 'File descriptors that may be open.'), () =>
    ifKnown(openFilesMax),
  );
  metrics.gauge(
    describe('process_start_time_seconds', 'Start of the process, as a Unix time.'),
    () => oneReading(startedAt),
  );

  const loop = watchEventLoop();
  metrics.gauge(
    {
      name: 'moorgate_event_loop_delay_seconds',
      help: 'How late the event loop was since the scrape before; quantile 1 is the worst.',
      labelNames: ['quantile'],
      across: 'each',
    },
    loop.read,
  );
  return loop.stop;
};
