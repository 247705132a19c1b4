/** What is read of a gateway whenever somebody asks for its metrics. */
import { X509Certificate } from 'node:crypto';
import { type Pool, poolUse } from '@moorgate/db';
import type { Downloads } from '@moorgate/delivery';
import type { TrustStore } from '@moorgate/devices';
import { type Metrics, oneReading } from '@moorgate/observability';
import type { Tunnels } from './tunnels/tunnels.ts';

/** What is asked whenever somebody reads the metrics. */
export interface GatewayGauges {
  openConnections(): number;
  /** The last change of the feed that is applied. */
  feedSequence(): number;
  /** How long ago the feed was last known to be followed to its end; Infinity before the first time. */
  feedAgeMs(): number;
  readonly pool: Pool;
}

/** Adds how far the feed is followed; returns what notes the changes that wait. */
export const addFeedGauges = (
  metrics: Metrics,
  gauges: GatewayGauges,
): ((count: number) => void) => {
  let pendingChanges = 0;
  metrics.gauge(
    {
      name: 'moorgate_gateway_feed_sequence',
      help: 'Number of the last change of the feed that is applied.',
      labelNames: [],
      across: 'each',
    },
    () => oneReading(gauges.feedSequence()),
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_feed_age_seconds',
      help: 'How long ago the feed was last known to be followed to its end.',
      labelNames: [],
      across: 'each',
    },
    // At most as long as this process has been running; there is no Infinity in JSON.
    () => oneReading(Math.min(gauges.feedAgeMs(), performance.now()) / 1_000),
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_feed_pending_changes',
      help: 'Changes of the feed that have arrived and are not applied.',
      labelNames: [],
      across: 'each',
    },
    () => oneReading(pendingChanges),
  );
  return (count) => {
    pendingChanges = count;
  };
};

/** Adds the end of the server's own certificate; returns what notes the one in use, in PEM. */
export const addServerCertificateGauge = (metrics: Metrics): ((pem: Buffer) => void) => {
  let notAfterMs: number | null = null;
  metrics.gauge(
    {
      name: 'moorgate_gateway_server_certificate_expiry_timestamp_seconds',
      help: 'When the certificate that devices see expires, as a Unix time.',
      labelNames: [],
      across: 'min',
    },
    () => (notAfterMs === null ? [] : oneReading(notAfterMs / 1_000)),
  );
  const loads = metrics.counter({
    name: 'moorgate_gateway_server_certificate_loads_total',
    help: 'Certificates that workers took into use: one at the start of each, and each that came into its place.',
    labelNames: [],
  });
  return (pem) => {
    loads.inc({});
    notAfterMs = new X509Certificate(pem).validToDate.getTime();
  };
};

/** Adds the end of each CA that is trusted at the moment of the reading. */
export const addDeviceCaGauge = (metrics: Metrics, trust: TrustStore): void => {
  metrics.gauge(
    {
      name: 'moorgate_gateway_device_ca_expiry_timestamp_seconds',
      help: 'When a device CA that is not retired expires, as a Unix time.',
      labelNames: ['ca', 'factory'],
      across: 'min',
    },
    () =>
      trust
        .current()
        .cas.filter((ca) => !ca.isRetired)
        .map(({ id, factory, certificate }) => ({
          labels: { ca: id, factory },
          value: certificate.validToDate.getTime() / 1_000,
        })),
  );
};

/** Adds the connections, those of devices and those to the store. */
export const addGauges = (metrics: Metrics, gauges: GatewayGauges): void => {
  metrics.gauge(
    { name: 'moorgate_gateway_open_connections', help: 'Open connections.', labelNames: [] },
    () => oneReading(gauges.openConnections()),
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_database_connections',
      help: 'Connections to PostgreSQL by what they do, beside those that follow the feed; "waiting" are callers without one.',
      labelNames: ['state'],
    },
    () => poolUse(gauges.pool).map(({ state, count }) => ({ labels: { state }, value: count })),
  );
};

/** Adds how many new connections wait for the store. */
export const addWaitingGauges = (
  metrics: Metrics,
  waiting: { handshakes(): number; verdicts(): number },
): void => {
  metrics.gauge(
    {
      name: 'moorgate_gateway_waiting_handshakes',
      help: 'New connections whose handshakes wait for their turn.',
      labelNames: [],
    },
    () => oneReading(waiting.handshakes()),
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_waiting_verdicts',
      help: 'New connections that wait for their verdicts.',
      labelNames: [],
    },
    () => oneReading(waiting.verdicts()),
  );
};

/** Adds how many large files are being sent. */
export const addDownloadGauge = (
  metrics: Metrics,
  { transfers }: Pick<Downloads, 'transfers'>,
): void => {
  metrics.gauge(
    {
      name: 'moorgate_gateway_downloads',
      help: 'Files larger than 64 KiB that are being sent.',
      labelNames: [],
      across: 'sum',
    },
    () => oneReading(transfers()),
  );
};

/** Adds the beacons that are connected from their side, and the streams to them. */
export const addTunnelGauges = (metrics: Metrics, { count }: Pick<Tunnels, 'count'>): void => {
  metrics.gauge(
    {
      name: 'moorgate_gateway_beacon_tunnels',
      help: 'Beacons that are connected from their side.',
      labelNames: [],
      across: 'sum',
    },
    () => oneReading(count().tunnels),
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_beacon_streams',
      help: 'Streams to such beacons.',
      labelNames: [],
      across: 'sum',
    },
    () => oneReading(count().streams),
  );
};
