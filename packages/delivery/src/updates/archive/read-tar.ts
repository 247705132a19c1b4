/**
 * Reads a tar archive as strictly as what comes from outside deserves: plain files and folders, one after the other, up to
 * an end that is there and with nothing behind it. Libraries are made to get something out of most archives, and read over
 * a missing end, a second archive behind the first, or forms that they do not know.
 */
import { forbidden, malformed, pastLimit } from './archive-faults.ts';
import type { ByteSource } from './byte-source.ts';
import { createPathBook, readEntryPath } from './entry-path.ts';
import {
  type Extension,
  readLongName,
  readPaxHeader,
  requireHarmlessGlobal,
} from './tar-extensions.ts';
import { blockBytes, isZeroBlock, readTarHeader, type TarHeader } from './tar-header.ts';

/** A plain file in an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  /** Its content; what of it is not read is skipped when the next file is asked for. */
  readonly content: AsyncIterable<Buffer>;
}

/** What says something of the next entry is short. */
const extensionBytesMax = 65_536;

const kinds: Readonly<Record<string, string>> = {
  '1': 'is a hard link',
  '2': 'is a symbolic link',
  '3': 'is a character device',
  '4': 'is a block device',
  '6': 'is a named pipe',
  K: 'has the target of a link',
  S: 'is a sparse file',
};

const takeWhole = async (source: ByteSource, count: number): Promise<Buffer> => {
  const bytes = await source.take(count);
  if (bytes.length < count) throw malformed('The archive is cut off.');
  return bytes;
};

const paddingOf = (sizeBytes: number): number =>
  (blockBytes - (sizeBytes % blockBytes)) % blockBytes;

const takeExtension = async (source: ByteSource, { sizeBytes }: TarHeader): Promise<Buffer> => {
  if (sizeBytes > extensionBytesMax) throw malformed('A header of the archive is too large.');
  const data = await takeWhole(source, sizeBytes);
  await takeWhole(source, paddingOf(sizeBytes));
  return data;
};

/** After the first block of zeros: one more, and nothing but zeros up to the end. */
const requireEnd = async (source: ByteSource): Promise<void> => {
  if (!isZeroBlock(await takeWhole(source, blockBytes)))
    throw malformed('The archive goes on behind a block that ends it.');
  for (;;) {
    const rest = await source.take(blockBytes);
    if (rest.length === 0) return;
    if (!isZeroBlock(rest)) throw malformed('Something follows the end of the archive.');
  }
};

/** Both name the same thing, and readers differ in which one they believe. */
const join = (one: Extension, other: Extension): Extension => {
  if (one.path !== undefined && other.path !== undefined)
    throw malformed('An entry has two long names.');
  return { ...one, ...other };
};

/** What the headers in front of an entry say of it; null for the header of an entry itself. */
const readExtension = async (source: ByteSource, header: TarHeader): Promise<Extension | null> => {
  switch (header.type) {
    case 'x':
      return readPaxHeader(await takeExtension(source, header));
    case 'L':
      return readLongName(await takeExtension(source, header));
    case 'g':
      requireHarmlessGlobal(await takeExtension(source, header));
      return {};
    default:
      return null;
  }
};

const sizeOf = (header: TarHeader, { sizeBytes }: Extension): number => {
  // Writers leave the field empty where the record stands in for it.
  if (sizeBytes !== undefined && header.sizeBytes !== 0 && header.sizeBytes !== sizeBytes)
    throw malformed('An entry has two sizes.');
  return sizeBytes ?? header.sizeBytes;
};

interface Entry {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number;
}

const entryOf = (header: TarHeader, extension: Extension): Entry => {
  const { path, hasSlash } = readEntryPath(extension.path ?? header.name);
  const { type } = header;
  if (type !== '0' && type !== '5')
    throw forbidden(
      path,
      kinds[type] ?? `is of a kind that is not known (${JSON.stringify(type)})`,
    );
  const kind = type === '5' || hasSlash ? 'folder' : 'file';
  const bytes = sizeOf(header, extension);
  if (kind === 'folder' && bytes !== 0) throw forbidden(path, 'is a folder with content');
  return { path, kind, bytes };
};

/** The next entry; null at the end of the archive. */
const nextEntry = async (source: ByteSource): Promise<Entry | null> => {
  let extension: Extension = {};
  let isAwaited = false;
  for (;;) {
    const block = await takeWhole(source, blockBytes);
    if (isZeroBlock(block)) {
      if (isAwaited) throw malformed('The archive ends before an entry that it announces.');
      await requireEnd(source);
      return null;
    }
    const header = readTarHeader(block);
    const more = await readExtension(source, header);
    if (more === null) return entryOf(header, extension);
    extension = join(extension, more);
    isAwaited ||= header.type !== 'g';
  }
};

/**
 * The plain files of the archive, in its order; folders are checked and passed over.
 * Faults: archive_malformed, archive_entry_forbidden, archive_too_large, and what the source fails with.
 */
export const readTar = async function* (
  source: ByteSource,
  entriesMax: number,
): AsyncGenerator<ArchivedFile> {
  const book = createPathBook();
  for (let count = 1; ; count += 1) {
    const entry = await nextEntry(source);
    if (entry === null) return;
    if (count > entriesMax) throw pastLimit(`It has more than ${String(entriesMax)} entries.`);
    const { path, kind, bytes } = entry;
    book.enter(path, kind);
    if (kind === 'folder') continue;
    const content = contentOf(source, bytes);
    yield { path, bytes, content };
    for await (const rest of content) void rest;
    await takeWhole(source, paddingOf(bytes));
  }
};

/** So many bytes; throws where the archive ends before. Reading on after a part was read goes on behind it. */
const contentOf = (source: ByteSource, bytes: number): AsyncIterable<Buffer> => {
  let left = bytes;
  const read = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of source.pieces(left)) {
      left -= piece.length;
      yield piece;
    }
    if (left > 0) throw malformed('The archive is cut off.');
  };
  return { [Symbol.asyncIterator]: read };
};
