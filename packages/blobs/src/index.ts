export { type BlobStore, openBlobStore, type ReceivedBlob } from './blob-store.ts';
