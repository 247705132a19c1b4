/**
 * Looks into the archive of an app. Devices unpack it, nothing here does: links and odd entries in it are theirs to judge, so
 * only names and the content of a few plain files are read, and all else is passed over.
 */
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';

/** What was found. */
export interface ScannedArchive {
  /** The names of plain files, by name. */
  readonly files: readonly string[];
  /** The content of those that were asked for. */
  readonly found: ReadonlyMap<string, Buffer>;
}

const unpackedBytesMax = 64 * 1_048_576;
const entriesMax = 20_000;

const unzip = promisify(gunzip);

/** What tools write before a name says nothing. */
const plainName = (name: string): string => name.replace(/^(?:\.\/)+/, '');

/**
 * Scans a tar archive that is compressed with gzip, for the content of files of these names, of each the last. Throws an error
 * whose message says what is wrong for one that cannot be read or is too large.
 */
export const scanArchive = async (
  packed: Buffer,
  wanted: readonly string[],
): Promise<ScannedArchive> => {
  const archive = await unzip(packed, { maxOutputLength: unpackedBytesMax });
  const files = new Set<string>();
  const found = new Map<string, Buffer>();
  const entries = extract();
  entries.end(archive);
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > entriesMax) throw new Error('it has too many entries');
    const { name, type } = entry.header;
    const path = plainName(name);
    if (type === 'file') files.add(path);
    if (type === 'file' && wanted.includes(path)) found.set(path, await buffer(entry));
    else entry.resume();
  }
  return { files: [...files].sort(), found };
};
