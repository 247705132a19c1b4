/** Metadata that is signed here never expires while an admin API runs: it is signed again in time. */
import {
  findFirstExpiries,
  type FirstExpiries,
  type RenewalServices,
  renewMetadata,
} from '@moorgate/delivery';
import type { Metrics } from '@moorgate/observability';
import { repeat } from './repeat.ts';

const tenMinutesMs = 600_000;

const observe = (metrics: Metrics) => {
  let expiries: FirstExpiries = {};
  metrics.gauge(
    {
      name: 'moorgate_admin_metadata_expiry_timestamp_seconds',
      help: 'When the first metadata that devices may be given expires, as a Unix time: of that signed here, of that uploaded with updates, and of the newest roots.',
      labelNames: ['origin'],
    },
    () =>
      Object.entries(expiries).map(([origin, at]) => ({
        labels: { origin },
        value: at.getTime() / 1_000,
      })),
  );
  const renewals = metrics.counter({
    name: 'moorgate_admin_metadata_renewals_total',
    help: 'Updates whose metadata was due to be signed again, by whether it was.',
    labelNames: ['outcome'],
  });
  return {
    note: (found: FirstExpiries): void => {
      expiries = found;
    },
    renewals,
  };
};

/** What keeps metadata fresh. */
export interface MetadataUpkeep {
  readonly services: RenewalServices;
  readonly metrics: Metrics;
  /** How often it looks; every ten minutes unless said. */
  readonly everyMs?: number;
}

/**
 * Renews what is due: now, then every ten minutes; logs where that fails, and shows when the first of it expires. Several instances share
 * the work. Answers what ends it, which waits for a round that is under way.
 */
export const keepMetadataFresh = (upkeep: MetadataUpkeep): (() => Promise<void>) => {
  const { services, metrics, everyMs = tenMinutesMs } = upkeep;
  const { note, renewals } = observe(metrics);
  const round = async (): Promise<void> => {
    const { renewed, failed } = await renewMetadata(services);
    renewals.inc({ outcome: 'renewed' }, renewed);
    renewals.inc({ outcome: 'failed' }, failed);
    note(await findFirstExpiries(services));
  };
  return repeat({
    log: services.log,
    everyMs,
    trouble: 'the renewal of metadata failed',
    work: round,
  });
};
