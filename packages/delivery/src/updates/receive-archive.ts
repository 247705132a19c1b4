/** Takes an archive apart: what becomes files of the update is stored as it comes, ready-made metadata is held. */
import { buffer } from 'node:stream/consumers';
import { fault } from '@moorgate/errors';
import type { ArchiveLimits } from './archive/archive-limits.ts';
import { createByteSource } from './archive/byte-source.ts';
import { type ArchivedFile, readTar } from './archive/read-tar.ts';
import { unpackArchive } from './archive/unpack-archive.ts';
import type { FileWriter } from './stored-files.ts';

/** Ready-made metadata by the names of its files; none where the archive has none. */
export type ReadyMadeMetadata = ReadonlyMap<string, Buffer>;

const metadataFilesMax = 1_000;
const metadataBytesMax = 1_048_576;

const deliveredFolders: readonly string[] = ['ostree_repo', 'apps'];
const metadataFolder = 'tuf';

const holdMetadata = async (held: Map<string, Buffer>, file: ArchivedFile): Promise<void> => {
  const name = file.path.slice(metadataFolder.length + 1);
  if (file.bytes > metadataBytesMax || held.size >= metadataFilesMax)
    throw fault('update_content_invalid', {
      detail: `Of metadata at most ${String(metadataFilesMax)} files of ${String(metadataBytesMax)} bytes are accepted.`,
    });
  held.set(name, await buffer(file.content));
};

/**
 * Reads the whole archive. Files below `ostree_repo/` and `apps/` go to the writer, those of `tuf/` are returned; what else
 * there is has to be in order, and is left out.
 * Faults: archive_malformed, archive_entry_forbidden, archive_too_large, body_too_large, update_content_invalid, and what the
 * body or the store fails with.
 */
export const receiveArchive = async (
  body: AsyncIterable<Uint8Array>,
  writer: FileWriter,
  limits: ArchiveLimits,
): Promise<ReadyMadeMetadata> => {
  const metadata = new Map<string, Buffer>();
  const source = createByteSource(unpackArchive(body, limits));
  try {
    for await (const file of readTar(source, limits.entriesMax)) {
      const [top = '', second] = file.path.split('/', 2);
      if (second === undefined) continue;
      if (deliveredFolders.includes(top)) await writer.add(file.path, file.bytes, file.content);
      if (top === metadataFolder) await holdMetadata(metadata, file);
    }
    await writer.finish();
    return metadata;
  } finally {
    await source.close();
  }
};
