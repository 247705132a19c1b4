export type {
  BlobBatch,
  BlobStore,
  BlobStoreOptions,
  ByteRange,
  OpenedBlob,
  ReceivedBlob,
} from './blob-store.ts';
export { boundedContent, requireWithin } from './bounded-content.ts';
export { type FolderBlobStore, openBlobStore } from './folder-store.ts';
export { type BlobPlace, openBlobs } from './open-blobs.ts';
export { type S3Settings } from './s3-store.ts';
