/** Files of updates as HTTP describes content. */
import type { Downloads, UpdateFile } from '@moorgate/delivery';
import type { ServedContent } from '@moorgate/http';

const yearSeconds = 31_536_000;

/**
 * A file with its entity tag, the SHA-256 of its bytes, and how long a client may keep it: for ever where its name says what
 * is in it, else until it has asked whether it is still the same.
 */
export const describeFile = (
  downloads: Pick<Downloads, 'open'>,
  file: UpdateFile,
  { isImmutable }: { readonly isImmutable: boolean },
): Omit<ServedContent, 'mediaType'> => ({
  etag: `"${file.sha256}"`,
  modifiedAt: new Date(file.uploadedAtMs),
  sizeBytes: file.bytes,
  headers: {
    'Cache-Control': isImmutable
      ? `private, max-age=${yearSeconds}, immutable`
      : 'private, no-cache',
  },
  open: (part) => downloads.open(file, part),
});
