/** What a store that is full, or does not answer, is called. */
import { type DomainError, fault } from '@moorgate/errors';

const fullCodes: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/** The failure of work on a folder: `insufficient_storage` where its file system or a quota is exhausted. */
export const folderFault = (error: unknown): unknown => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return fullCodes.includes(code) ? fault('insufficient_storage', { cause: error }) : error;
};

/** What S3 servers call it. */
const fullNames: readonly unknown[] = [
  'InsufficientStorage',
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
];

/** The fields of an error of the S3 client that tell what happened. */
interface S3Failure {
  readonly name?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether the server answered that there is no such object. */
export const isMissing = (error: unknown): boolean => {
  const { name, $metadata } = (error ?? {}) as S3Failure;
  return name === 'NoSuchKey' || name === 'NotFound' || $metadata?.httpStatusCode === 404;
};

/**
 * The failure of a request to S3: `insufficient_storage` where the server has no room, and `service_unavailable`, with its
 * cause for the log, for everything else. A wrong key or bucket is the operator's to repair, as an outage is.
 */
export const s3Fault = (error: unknown): DomainError => {
  const { name, $metadata } = (error ?? {}) as S3Failure;
  return fullNames.includes(name) || $metadata?.httpStatusCode === 507
    ? fault('insufficient_storage', { cause: error })
    : fault('service_unavailable', { cause: error, retryAfterSeconds: 5 });
};

/** The outcome of work on S3; throws what `s3Fault` makes of its failure. */
export const orS3Fault = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw s3Fault(error);
  });
