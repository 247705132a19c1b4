/** The archives in which another installation gives its keys and roots away. */
import { fault } from '@moorgate/errors';
import { readPrivateKey, type SigningKey } from '@moorgate/tuf';
import type { ArchiveLimits } from '../../updates/archive/archive-limits.ts';
import { createByteSource } from '../../updates/archive/byte-source.ts';
import { readTar } from '../../updates/archive/read-tar.ts';
import { unpackArchive } from '../../updates/archive/unpack-archive.ts';

type Bytes = AsyncIterable<Uint8Array>;

/** Keys and roots are small and few. */
const limits: ArchiveLimits = {
  packedBytesMax: 2 ** 24,
  unpackedBytesMax: 2 ** 26,
  entriesMax: 10_000,
  ratioMax: 1_000,
};

const fileBytesMax = 2 ** 20;

/** The contents of the files of an archive whose names end so. */
const readFiles = async (archive: Bytes, ending: string): Promise<Buffer[]> => {
  const source = createByteSource(unpackArchive(archive, limits));
  const found: Buffer[] = [];
  try {
    for await (const { path, bytes, content } of readTar(source, limits.entriesMax)) {
      if (!path.endsWith(ending) || bytes > fileBytesMax) continue;
      const pieces: Buffer[] = [];
      for await (const piece of content) pieces.push(piece);
      found.push(Buffer.concat(pieces));
    }
  } finally {
    await source.close();
  }
  return found;
};

/** What a file of a key looks like; a public key, which has no `private`, is passed over. */
interface KeyFileBody {
  readonly keytype?: unknown;
  readonly keyval?: { readonly private?: unknown } | null;
}

const keyOf = (file: Buffer): SigningKey[] => {
  let body: KeyFileBody | null;
  try {
    body = JSON.parse(file.toString()) as KeyFileBody | null;
  } catch {
    // The words of the parser would show a part of the key.
    throw fault('metadata_invalid', { detail: 'A file of a key is no JSON.' });
  }
  const secret = body?.keyval?.private;
  if (typeof secret !== 'string' || typeof body?.keytype !== 'string') return [];
  return [readPrivateKey(body.keytype, secret)];
};

/**
 * The private keys of an archive: the files `*.sec`, in the form of ota-tuf.
 * Faults: metadata_invalid, with no word of the keys; archive_malformed, archive_entry_forbidden, archive_too_large.
 */
export const readKeyArchive = async (archive: Bytes): Promise<SigningKey[]> =>
  (await readFiles(archive, '.sec')).flatMap(keyOf);

/** The roots of an archive: the files `*.root.json`. Faults: as those of every archive. */
export const readRootArchive = (archive: Bytes): Promise<Buffer[]> =>
  readFiles(archive, '.root.json');
