/** What the gateway counts and measures. */
import {
  type CounterOf,
  createMetrics,
  type HistogramOf,
  type Metrics,
} from '@moorgate/observability';
import type { UpdateOutcome } from '@moorgate/reports';
import {
  addFeedGauges,
  addGauges,
  addServerCertificateGauge,
  type GatewayGauges,
} from './gauges.ts';

/** The counters and distributions, by what they are about. */
export interface GatewayMetrics {
  readonly metrics: Metrics;
  readonly handshakes: CounterOf<'protocol' | 'resumed'>;
  /** From the acceptance of a connection to the begin of its handshake. */
  readonly handshakeWaitSeconds: HistogramOf<never>;
  /** From the end of a TLS handshake to the verdict. */
  readonly verdictSeconds: HistogramOf<never>;
  /** `code` is empty for verdicts that admit. */
  readonly verdicts: CounterOf<'kind' | 'code'>;
  readonly tlsErrors: CounterOf<'code'>;
  readonly connectionsClosed: CounterOf<'reason'>;
  readonly connectionsDropped: CounterOf<'reason'>;
  readonly lookups: CounterOf<'what'>;
  readonly checkIns: CounterOf<'outcome'>;
  readonly events: CounterOf<'what'>;
  /** What devices reported of the updates that they are assigned to. */
  readonly updateOutcomes: CounterOf<'step' | 'outcome'>;
  readonly feedTroubles: CounterOf<never>;
  readonly leaseMisses: CounterOf<never>;
  /** From a change of a device to the end of the last connection that it cut. */
  readonly revocationSeconds: HistogramOf<never>;
  readonly suppressedLines: CounterOf<never>;
  /** Counts an answer; `operation` is null where no endpoint gave it. */
  countAnswer(operation: string | null, status: number): void;
  /** Notes how many changes of the feed have arrived and are not applied. */
  notePendingChanges(count: number): void;
  /** Notes the certificate that new connections get, in PEM with its chain behind it. */
  noteServerCertificate(pem: Buffer): void;
}

/** Of connections that ended otherwise than by their clients. */
const endCounters = (metrics: Metrics) => ({
  tlsErrors: metrics.counter({
    name: 'moorgate_gateway_tls_errors_total',
    help: 'Handshakes that failed, by the code of the TLS library.',
    labelNames: ['code'],
  }),
  connectionsClosed: metrics.counter({
    name: 'moorgate_gateway_connections_closed_total',
    help: 'Connections that the gateway closed by itself.',
    labelNames: ['reason'],
  }),
  connectionsDropped: metrics.counter({
    name: 'moorgate_gateway_connections_dropped_total',
    help: 'Connections that were closed before or in their handshake.',
    labelNames: ['reason'],
  }),
});

const counters = (metrics: Metrics) => ({
  handshakes: metrics.counter({
    name: 'moorgate_gateway_handshakes_total',
    help: 'Completed TLS handshakes.',
    labelNames: ['protocol', 'resumed'],
  }),
  verdicts: metrics.counter({
    name: 'moorgate_gateway_verdicts_total',
    help: 'Verdicts on connections, at the handshake and later; kind "undecided" where none could be made.',
    labelNames: ['kind', 'code'],
  }),
  lookups: metrics.counter({
    name: 'moorgate_gateway_lookups_total',
    help: 'Devices looked up, and the statements that it took.',
    labelNames: ['what'],
  }),
  checkIns: metrics.counter({
    name: 'moorgate_gateway_check_ins_total',
    help: 'Check-ins by what became of them.',
    labelNames: ['outcome'],
  }),
  events: metrics.counter({
    name: 'moorgate_gateway_events_total',
    help: 'Events of updates that were committed, duplicates included, and the statements that it took.',
    labelNames: ['what'],
  }),
  feedTroubles: metrics.counter({
    name: 'moorgate_gateway_feed_troubles_total',
    help: 'Failed polls of the feed of changes, and lost connections to it.',
    labelNames: [],
  }),
  leaseMisses: metrics.counter({
    name: 'moorgate_gateway_lease_misses_total',
    help: 'Requests on judged connections that could not be served from memory, since the feed was not confirmed in time.',
    labelNames: [],
  }),
  suppressedLines: metrics.counter({
    name: 'moorgate_gateway_suppressed_log_lines_total',
    help: 'Refusals that were counted and not logged.',
    labelNames: [],
  }),
});

const histograms = (metrics: Metrics) => ({
  handshakeWaitSeconds: metrics.histogram({
    name: 'moorgate_gateway_handshake_wait_seconds',
    help: 'From the acceptance of a connection to the begin of its TLS handshake.',
    labelNames: [],
    buckets: [0.001, 0.01, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  verdictSeconds: metrics.histogram({
    name: 'moorgate_gateway_verdict_seconds',
    help: 'From the end of a TLS handshake to the verdict on the connection.',
    labelNames: [],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  revocationSeconds: metrics.histogram({
    name: 'moorgate_gateway_revocation_seconds',
    help: 'From a change of a device, by the clock of the database, to the end of the last connection that it cut.',
    labelNames: [],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
});

const answerCounter = (metrics: Metrics): GatewayMetrics['countAnswer'] => {
  const requests = metrics.counter({
    name: 'moorgate_gateway_requests_total',
    help: 'Answered requests. Operation is empty where no endpoint answered.',
    labelNames: ['operation', 'status'],
  });
  return (operation, status) =>
    requests.inc({ operation: operation ?? '', status: String(status) });
};

const updateSteps: readonly UpdateOutcome['step'][] = [
  'metadata',
  'preparation',
  'download',
  'installation',
];

/** Each step is there from the start: a rise from nothing would be none to whoever watches. */
const outcomeCounter = (metrics: Metrics): GatewayMetrics['updateOutcomes'] => {
  const outcomes = metrics.counter({
    name: 'moorgate_gateway_update_outcomes_total',
    help: 'Steps of assigned updates that devices reported the end of, by how they ended; a report that is sent again counts again.',
    labelNames: ['step', 'outcome'],
  });
  for (const step of updateSteps)
    for (const outcome of ['succeeded', 'failed']) outcomes.inc({ step, outcome }, 0);
  return outcomes;
};

/** Makes the metrics of a gateway. */
export const createGatewayMetrics = (gauges: GatewayGauges): GatewayMetrics => {
  const metrics = createMetrics();
  addGauges(metrics, gauges);
  return {
    metrics,
    ...counters(metrics),
    ...endCounters(metrics),
    ...histograms(metrics),
    updateOutcomes: outcomeCounter(metrics),
    countAnswer: answerCounter(metrics),
    notePendingChanges: addFeedGauges(metrics, gauges),
    noteServerCertificate: addServerCertificateGauge(metrics),
  };
};
