/** The content that operators put there for devices, and its housekeeping. */
import type { Context } from '@moorgate/auth';
import { openBlobs } from '@moorgate/blobs';
import { blobPlaceOf } from '@moorgate/config';
import type { AppServices } from './app-services.ts';
import type { AdminApiConfig } from './config.ts';
import { keepBlobsTidy } from './upkeep/keep-blobs-tidy.ts';
import { archiveLimitsOf } from './update-settings.ts';

/** What was opened. */
export interface Content {
  readonly delivery: AppServices['delivery'];
  /** Ends the housekeeping, after what is under way. */
  close(): Promise<void>;
}

/**
 * Opens the place that the configuration names, and keeps it tidy; where it names none, what needs content is answered with
 * `service_unavailable`, and the log says so. Throws one sentence where the settings contradict each other.
 */
export const openContent = async (
  config: AdminApiConfig,
  services: Pick<Context, 'db' | 'log'>,
): Promise<Content> => {
  const place = blobPlaceOf(config);
  const blobs = await openBlobs(place);
  if (place === null)
    services.log.warn(
      'no update can be uploaded: neither MOORGATE_BLOBS_DIR nor MOORGATE_S3_BUCKET is set',
    );
  const stop =
    place === null
      ? () => Promise.resolve()
      : keepBlobsTidy({ services, blobs, receiveMsMax: place.receiveMsMax });
  return {
    delivery: {
      blobs,
      archiveLimits: archiveLimitsOf(config),
      appsHost: new URL(config.gatewayUrl).host,
    },
    close: async () => {
      await stop();
      blobs.close();
    },
  };
};
