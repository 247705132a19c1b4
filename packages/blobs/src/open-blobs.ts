/** The store that the settings of a service name. */
import { fault } from '@moorgate/errors';
import type { BlobStore, BlobStoreOptions } from './blob-store.ts';
import { openBlobStore } from './folder-store.ts';
import { openS3BlobStore, type S3Settings } from './s3-store.ts';

/** A folder, or a bucket. */
export type BlobPlace = BlobStoreOptions &
  ({ readonly folder: string } | { readonly s3: Omit<S3Settings, keyof BlobStoreOptions> });

const refuse = (): Promise<never> =>
  Promise.reject(
    fault('service_unavailable', { detail: 'This installation has no place for content.' }),
  );

/** Refuses everything with `service_unavailable`; there is nothing to be swept. */
const placeless: BlobStore = {
  receive: refuse,
  receiveMany: refuse,
  open: refuse,
  sizeOf: refuse,
  remove: refuse,
  removeAll: refuse,
  sweep: () => Promise.resolve(0),
  close: () => undefined,
};

/**
 * Opens it; without a place a store that answers `service_unavailable` to everything, so that a service can do what needs no
 * content. Throws where a folder cannot be made.
 */
export const openBlobs = async (place: BlobPlace | null): Promise<BlobStore> => {
  if (place === null) return placeless;
  return 's3' in place
    ? openS3BlobStore({ ...place, ...place.s3 })
    : openBlobStore(place.folder, place);
};
