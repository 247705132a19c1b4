/** What the gateway counts. */
import { type CounterOf, createMetrics, type Metrics } from '@moorgate/observability';

/** The counters, by what they count. */
export interface GatewayMetrics {
  readonly metrics: Metrics;
  readonly handshakes: CounterOf<'protocol' | 'resumed'>;
  /** `code` is empty for verdicts that admit. */
  readonly verdicts: CounterOf<'kind' | 'code'>;
  readonly tlsErrors: CounterOf<'code'>;
  readonly connectionsClosed: CounterOf<'reason'>;
  readonly lookups: CounterOf<'what'>;
  readonly checkIns: CounterOf<'outcome'>;
  readonly feedTroubles: CounterOf<never>;
  readonly suppressedLines: CounterOf<never>;
  /** Counts an answer; `operation` is null where no endpoint gave it. */
  countAnswer(operation: string | null, status: number): void;
}

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
  feedTroubles: metrics.counter({
    name: 'moorgate_gateway_feed_troubles_total',
    help: 'Failed polls of the feed of changes, and lost connections to it.',
    labelNames: [],
  }),
  suppressedLines: metrics.counter({
    name: 'moorgate_gateway_suppressed_log_lines_total',
    help: 'Refusals that were counted and not logged.',
    labelNames: [],
  }),
});

/** What is asked whenever somebody reads the metrics. */
export interface GatewayGauges {
  openConnections(): number;
  /** The last change of the feed that is applied. */
  feedSequence(): number;
}

/** Makes the counters. */
export const createGatewayMetrics = (gauges: GatewayGauges): GatewayMetrics => {
  const metrics = createMetrics();
  const requests = metrics.counter({
    name: 'moorgate_gateway_requests_total',
    help: 'Answered requests. Operation is empty where no endpoint answered.',
    labelNames: ['operation', 'status'],
  });
  metrics.gauge('moorgate_gateway_open_connections', 'Open connections.', gauges.openConnections);
  metrics.gauge('moorgate_gateway_feed_sequence', 'Last change applied.', gauges.feedSequence);
  const children = new Map<string, { inc(): void }>();
  return {
    metrics,
    ...counters(metrics),
    countAnswer: (operation, status) => {
      const key = `${operation ?? ''} ${String(status)}`;
      let child = children.get(key);
      if (child === undefined) {
        child = requests.child({ operation: operation ?? '', status: String(status) });
        children.set(key, child);
      }
      child.inc();
    },
  };
};
