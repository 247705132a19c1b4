/** Counts what happens to a fleet, in memory that does not grow with time. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { FleetEvent } from './fleet-event.ts';

/** How long something took, in milliseconds, to one part in a hundred; null when it never happened. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What has happened so far. */
export interface TallySummary {
  /** Connections that are open now. */
  readonly connected: number;
  readonly connections: {
    readonly opened: number;
    readonly failed: number;
    readonly closedByGateway: number;
    readonly closedByDevice: number;
  };
  readonly requests: {
    readonly sent: number;
    readonly answered: number;
    readonly unanswered: number;
  };
  /** By status and code, as in `403 device_denied`. */
  readonly answers: Readonly<Record<string, number>>;
  /** By the reason that the system or TLS gave. */
  readonly failures: Readonly<Record<string, number>>;
  readonly receivedBytes: number;
  readonly handshakeMs: Latency | null;
  /** From the request to the head of its answer. */
  readonly answerMs: Latency | null;
}

/** Counts events. */
export interface Tally {
  record(event: FleetEvent): void;
  summary(): TallySummary;
}

/** Gathers times. */
interface Stopwatch {
  record(milliseconds: number): void;
  read(): Latency | null;
}

const createStopwatch = (): Stopwatch => {
  let histogram: RecordableHistogram | undefined;
  return {
    record: (milliseconds) => {
      histogram ??= createHistogram({ figures: 2 });
      histogram.record(Math.max(1, Math.round(milliseconds * 1_000)));
    },
    read: () => {
      if (histogram === undefined || histogram.count === 0) return null;
      const p50 = histogram.percentile(50) / 1_000;
      const p99 = histogram.percentile(99) / 1_000;
      return { p50, p99, max: histogram.max / 1_000 };
    },
  };
};

type Counts = Map<string, number>;

const add = (counts: Counts, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);

const toRecord = (counts: Counts): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Starts at nothing. */
export const createTally = (): Tally => {
  const connections = { opened: 0, failed: 0, closedByGateway: 0, closedByDevice: 0 };
  const requests = { sent: 0, answered: 0, unanswered: 0 };
  const answers: Counts = new Map();
  const failures: Counts = new Map();
  const handshakes = createStopwatch();
  const waits = createStopwatch();
  let receivedBytes = 0;

  const record = (event: FleetEvent): void => {
    switch (event.kind) {
      case 'connected':
        connections.opened += 1;
        return handshakes.record(event.elapsedMs);
      case 'failed':
        connections.failed += 1;
        return add(failures, event.reason);
      case 'sent':
        requests.sent += 1;
        return;
      case 'answered':
        requests.answered += 1;
        if (event.elapsedMs !== null) waits.record(event.elapsedMs);
        return add(
          answers,
          event.code === null ? `${event.status}` : `${event.status} ${event.code}`,
        );
      case 'received':
        receivedBytes += event.bytes;
        return;
      case 'closed':
        connections[event.by === 'gateway' ? 'closedByGateway' : 'closedByDevice'] += 1;
        requests.unanswered += event.unanswered;
    }
  };
  return {
    record,
    summary: () => ({
      connected: connections.opened - connections.closedByGateway - connections.closedByDevice,
      connections: { ...connections },
      requests: { ...requests },
      answers: toRecord(answers),
      failures: toRecord(failures),
      receivedBytes,
      handshakeMs: handshakes.read(),
      answerMs: waits.read(),
    }),
  };
};
