/** Objects of an ostree repository: commits, folders and files, as `archive` and the `bare` modes store them. */
import { inflateRawSync } from 'node:zlib';
import { elementsOf, memberEnd, offsetsStart, slice, textOf, VariantError } from './gvariant.ts';

/** A folder: the checksums of what is in it, by name. */
export interface OstreeFolder {
  readonly files: ReadonlyMap<string, string>;
  readonly folders: ReadonlyMap<string, string>;
}

/** A file, or the target of a symbolic link. */
export type OstreeFile = { readonly content: Buffer } | { readonly linkTarget: string };

const checksumBytes = 32;

const checksumOf = (value: Buffer): string => {
  if (value.length !== checksumBytes) throw new VariantError('a checksum has another length');
  return value.toString('hex');
};

const alignedTo8 = (offset: number): number => (offset + 7) & ~7;

/** The checksum of the root folder in a commit, of type `(a{sv}aya(say)sstayay)`. */
export const readCommit = (commit: Buffer): string => {
  // A time of 8 bytes stands behind the fifth of six members of no fixed size.
  const start = alignedTo8(memberEnd(commit, 4)) + 8;
  return checksumOf(slice(commit, start, memberEnd(commit, 5)));
};

const readFileEntry = (entry: Buffer): [string, string] => {
  const nameEnd = memberEnd(entry, 0);
  const checksum = slice(entry, nameEnd, offsetsStart(entry, 1));
  return [textOf(slice(entry, 0, nameEnd)), checksumOf(checksum)];
};

const readFolderEntry = (entry: Buffer): [string, string] => {
  const nameEnd = memberEnd(entry, 0);
  const checksum = slice(entry, nameEnd, memberEnd(entry, 1));
  return [textOf(slice(entry, 0, nameEnd)), checksumOf(checksum)];
};

/** A folder, of type `(a(say)a(sayay))`. */
export const readFolder = (dirtree: Buffer): OstreeFolder => {
  const filesEnd = memberEnd(dirtree, 0);
  const files = elementsOf(slice(dirtree, 0, filesEnd));
  const folders = elementsOf(slice(dirtree, filesEnd, offsetsStart(dirtree, 1)));
  return {
    files: new Map(files.map(readFileEntry)),
    folders: new Map(folders.map(readFolderEntry)),
  };
};

const kindMask = 0o170000;
const linkKind = 0o120000;
/** Where the mode and the target of a link stand in the header, of type `(tuuuusa(ayay))`. */
const modeAt = 16;
const targetAt = 24;

/**
 * A file of an `archive` repository: the size of a header, four bytes of padding, the header, and the content as a stream
 * of raw deflate.
 */
export const readFilez = (object: Buffer, bytesMax: number): OstreeFile => {
  if (object.length < 8) throw new VariantError('a file has no header');
  const contentStart = 8 + object.readUInt32BE(0);
  const header = slice(object, 8, contentStart);
  if (header.length < targetAt) throw new VariantError('a file has a short header');
  if ((header.readUInt32BE(modeAt) & kindMask) === linkKind)
    return { linkTarget: textOf(slice(header, targetAt, memberEnd(header, 0))) };
  const packed = object.subarray(contentStart);
  if (packed.length === 0) return { content: packed };
  return { content: inflateRawSync(packed, { maxOutputLength: bytesMax }) };
};
