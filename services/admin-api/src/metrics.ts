/** What the admin API counts and measures. */
import { X509Certificate } from 'node:crypto';
import { type Pool, poolUse } from '@moorgate/db';
import type { CheckSource } from '@moorgate/auth';
import type { AnsweredRequest } from '@moorgate/http';
import { createMetrics, type Metrics, oneReading } from '@moorgate/observability';

/** The metrics, and what tells them. */
export interface AdminMetrics {
  readonly metrics: Metrics;
  noteAnswer(answered: AnsweredRequest): void;
  /** Notes the end of a wait until a change is in force at every gateway. */
  noteConfirmation(outcome: { readonly isConfirmed: boolean; readonly waitedMs: number }): void;
  /** Counts a check of a token. */
  noteCheck(source: CheckSource): void;
  /** Counts a failed poll of the feed of changes, or a lost connection to it. */
  noteFeedTrouble(): void;
  /** Notes the certificate that new connections get, in PEM with its chain behind it. */
  noteServerCertificate(pem: Buffer): void;
}

const answerMetrics = (metrics: Metrics): AdminMetrics['noteAnswer'] => {
  const requests = metrics.counter({
    name: 'moorgate_admin_requests_total',
    help: 'Requests by operation and status; operation is empty where there is none, status "aborted" without an answer.',
    labelNames: ['operation', 'status'],
  });
  const seconds = metrics.histogram({
    name: 'moorgate_admin_request_seconds',
    help: 'From the arrival of a request to the end of its answer.',
    labelNames: ['operation'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return ({ operationId, status, durationMs }) => {
    const operation = operationId ?? '';
    requests.inc({ operation, status: status === null ? 'aborted' : String(status) });
    seconds.observe({ operation }, durationMs / 1_000);
  };
};

const confirmationMetrics = (metrics: Metrics): AdminMetrics['noteConfirmation'] => {
  const seconds = metrics.histogram({
    name: 'moorgate_admin_confirmation_seconds',
    help: 'How long changes waited until every gateway had applied them, or could not act on what it held before.',
    labelNames: [],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 2],
  });
  const unconfirmed = metrics.counter({
    name: 'moorgate_admin_unconfirmed_changes_total',
    help: 'Changes that were made and answered with committed_unconfirmed.',
    labelNames: [],
  });
  return ({ isConfirmed, waitedMs }) => {
    seconds.observe({}, waitedMs / 1_000);
    if (!isConfirmed) unconfirmed.inc({});
  };
};

const checkMetrics = (metrics: Metrics): AdminMetrics['noteCheck'] => {
  const checks = metrics.counter({
    name: 'moorgate_admin_token_checks_total',
    help: 'Checks of tokens and sessions: from memory, by a query of the store, or of a text that is no token.',
    labelNames: ['source'],
  });
  return (source) => checks.inc({ source });
};

const feedMetrics = (metrics: Metrics): AdminMetrics['noteFeedTrouble'] => {
  const troubles = metrics.counter({
    name: 'moorgate_admin_feed_troubles_total',
    help: 'Failed polls of the feed of changes, and lost connections to it.',
    labelNames: [],
  });
  return () => troubles.inc({});
};

const certificateMetrics = (metrics: Metrics): AdminMetrics['noteServerCertificate'] => {
  let notAfterMs: number | null = null;
  metrics.gauge(
    {
      name: 'moorgate_admin_server_certificate_expiry_timestamp_seconds',
      help: 'When the certificate that operators see expires, as a Unix time; absent without HTTPS.',
      labelNames: [],
    },
    () => (notAfterMs === null ? [] : oneReading(notAfterMs / 1_000)),
  );
  const loads = metrics.counter({
    name: 'moorgate_admin_server_certificate_loads_total',
    help: 'Certificates that were taken into use: one at the start, and each that came into its place.',
    labelNames: [],
  });
  return (pem) => {
    loads.inc({});
    notAfterMs = new X509Certificate(pem).validToDate.getTime();
  };
};

/** Makes them. */
export const createAdminMetrics = (): AdminMetrics => {
  const metrics = createMetrics();
  return {
    metrics,
    noteAnswer: answerMetrics(metrics),
    noteConfirmation: confirmationMetrics(metrics),
    noteCheck: checkMetrics(metrics),
    noteFeedTrouble: feedMetrics(metrics),
    noteServerCertificate: certificateMetrics(metrics),
  };
};

/** Adds how many clones, fetches and pushes go on, and wait. */
export const addGitGauge = (
  metrics: Metrics,
  count: () => { readonly running: number; readonly waiting: number },
): void => {
  metrics.gauge(
    {
      name: 'moorgate_admin_git_exchanges',
      help: 'Requests of Git by what they do; "waiting" are those whose turn has not come.',
      labelNames: ['state'],
    },
    () => Object.entries(count()).map(([state, value]) => ({ labels: { state }, value })),
  );
};

/** Adds how the pool of connections is used. */
export const addPoolGauge = (metrics: Metrics, pool: Pool): void => {
  metrics.gauge(
    {
      name: 'moorgate_admin_database_connections',
      help: 'Connections to PostgreSQL by what they do; "waiting" are callers without one.',
      labelNames: ['state'],
    },
    () => poolUse(pool).map(({ state, count }) => ({ labels: { state }, value: count })),
  );
};
