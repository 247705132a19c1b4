/** An archive from its bytes to its files, in one go. */
import type { ArchiveLimits } from './archive-limits.ts';
import { createByteSource } from './byte-source.ts';
import { type ArchivedFile, readTar } from './read-tar.ts';
import { unpackArchive } from './unpack-archive.ts';

/**
 * The plain files of a tar archive, compressed with gzip or not, in its order and within the limits; each is to be read, or
 * passed over, before the next is asked for.
 * Faults: archive_malformed, archive_entry_forbidden, archive_too_large, body_too_large, and what the body fails with.
 */
export const readArchive = async function* (
  body: AsyncIterable<Uint8Array>,
  limits: ArchiveLimits,
): AsyncGenerator<ArchivedFile> {
  const source = createByteSource(unpackArchive(body, limits));
  try {
    yield* readTar(source, limits.entriesMax);
  } finally {
    await source.close();
  }
};
