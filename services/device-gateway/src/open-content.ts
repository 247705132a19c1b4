/** The content that operators put there, for devices to fetch. */
import { type BlobStore, openBlobs } from '@moorgate/blobs';
import { blobPlaceOf } from '@moorgate/config';
import { createDownloads, type Downloads } from '@moorgate/delivery';
import type { Foundation } from './foundation.ts';
import { addDownloadGauge } from './gauges.ts';

/** What was opened. */
export interface Content {
  /** Where devices put what they send. */
  readonly blobs: BlobStore;
  readonly downloads: Downloads;
  close(): void;
}

/**
 * Opens the place that the configuration names; where it names none, downloads are answered with `service_unavailable`.
 * Throws one sentence where the settings contradict each other.
 */
export const openContent = async ({ config, pool, metrics }: Foundation): Promise<Content> => {
  const blobs = await openBlobs(blobPlaceOf(config));
  const downloads = createDownloads({ pool, blobs }, { transfersMax: config.downloadsMax });
  addDownloadGauge(metrics.metrics, downloads);
  return { blobs, downloads, close: blobs.close };
};
