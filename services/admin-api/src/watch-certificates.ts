/** Looks after certificates that end, for the log and for the metrics. */
import { type Context, createExpiryWarnings, type WatchedCertificate } from '@moorgate/auth';
import { listCertificates } from '@moorgate/devices';
import type { Metrics } from '@moorgate/observability';

const lookMs = 600_000;

/** What is looked at, and where it is shown. */
export interface CertificateWatch {
  readonly ctx: Context;
  /** In PEM; read at every look. */
  readonly files: readonly string[];
  readonly metrics: Metrics;
  /** Between two looks; ten minutes unless given. */
  readonly lookEveryMs?: number;
}

/**
 * Looks now and every ten minutes: logs what ends soon, once at thirty days, at seven, at one and at the end, and shows the
 * ends of all as a gauge. A store that does not answer leaves what was seen last. Returns what ends the watch.
 */
export const watchCertificates = ({
  ctx,
  files,
  metrics,
  lookEveryMs = lookMs,
}: CertificateWatch): (() => void) => {
  let seen: readonly WatchedCertificate[] = [];
  metrics.gauge(
    {
      name: 'moorgate_admin_certificate_expiry_timestamp_seconds',
      help: 'When a certificate of the installation expires, as a Unix time.',
      labelNames: ['kind', 'source', 'subject'],
    },
    () =>
      seen.map(({ kind, source, subject, notAfter }) => ({
        labels: { kind, source, subject },
        value: notAfter.getTime() / 1_000,
      })),
  );
  const warn = createExpiryWarnings(ctx.log);
  const look = async (): Promise<void> => {
    try {
      seen = await listCertificates(ctx, files);
      warn(seen, ctx.clock.now());
    } catch (error) {
      ctx.log.warn({ err: error }, 'the ends of certificates were not looked at');
    }
  };
  void look();
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);
};
