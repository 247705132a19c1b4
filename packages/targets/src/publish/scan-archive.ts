/**
 * Looks into the archive of an app. Devices unpack it, nothing here does: links and odd entries in it are theirs to judge, so
 * only names and the content of a few plain files are read, and all else is passed over.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** What was found. */
export interface ScannedArchive {
  /** The names of plain files, by name. */
  readonly files: readonly string[];
  /** The content of those that were asked for. */
  readonly found: ReadonlyMap<string, Buffer>;
}

const blockBytes = 512;
const unpackedBytesMax = 64 * 1_048_576;
const entriesMax = 20_000;

const unzip = promisify(gunzip);

const textAt = (header: Buffer, start: number, end: number): string => {
  const field = header.subarray(start, end);
  const zero = field.indexOf(0);
  return field.subarray(0, zero < 0 ? field.length : zero).toString('utf8');
};

const isPlainFile = (header: Buffer): boolean =>
  header[156] === 0 || header[156] === '0'.charCodeAt(0);

/** POSIX.1-1988 (ustar): the name, after the prefix where there is one; what tools write before it says nothing. */
const nameOf = (header: Buffer): string => {
  const isUstar = header.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? textAt(header, 345, 500) : '';
  const name = textAt(header, 0, 100);
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^(?:\.\/)+/, '');
};

/** Octal digits; undefined for what is none. */
const sizeOf = (header: Buffer): number | undefined => {
  const text = textAt(header, 124, 136).trim();
  return /^[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
};

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
  let start = 0;
  for (let entries = 0; start + blockBytes <= archive.length; entries += 1) {
    const header = archive.subarray(start, start + blockBytes);
    if (header.every((byte) => byte === 0)) break;
    const size = sizeOf(header);
    const content = start + blockBytes;
    if (size === undefined || content + size > archive.length || entries >= entriesMax)
      throw new Error('it is no tar archive, is cut off, or has too many entries');
    if (isPlainFile(header)) {
      const name = nameOf(header);
      files.add(name);
      if (wanted.includes(name)) found.set(name, archive.subarray(content, content + size));
    }
    start = content + Math.ceil(size / blockBytes) * blockBytes;
  }
  return { files: [...files].sort(), found };
};
