/** The files of updates on their way to devices, with a bound on the memory and the time that they take. */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { BlobStore, ByteRange } from '@moorgate/blobs';
import type { Pool } from '@moorgate/db';
import type { HeldDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { LRUCache } from 'lru-cache';
import { createUpdateFileFinder, type UpdateFile } from './find-update-files.ts';
import { createPace, pacePieces } from './pace-pieces.ts';

/** Bounds of one process. */
export interface DownloadBounds {
  /** How many large files are sent at once. */
  readonly transfersMax: number;
}

/** Downloads of one process. */
export interface Downloads {
  /**
   * The file at this path of the update that a device is assigned to. What is found is decided by the assignment and the
   * exact path alone.
   * Faults: update_file_not_found, where it is assigned to nothing or there is no such file.
   */
  find(device: Pick<HeldDevice, 'update'>, path: string): Promise<UpdateFile>;
  /**
   * Opens a file, or a part that lies within it; what is small comes whole, from memory if it was asked for lately. It can be
   * read to its end whatever becomes of the assignment. Whoever does not read it destroys it.
   * Faults: too_many_downloads, when too many are sent already; service_unavailable.
   */
  open(file: UpdateFile, part?: ByteRange): Promise<Readable | Buffer>;
  /** All of a file that is no larger than 64 KiB. Faults: service_unavailable. */
  read(file: UpdateFile): Promise<Buffer>;
  /** How many large files are being sent. */
  transfers(): number;
}

/** Most objects of a repository are smaller. */
export const smallFileBytesMax = 65_536;
const rememberedBytesMax = 64 * 1_048_576;
const bytesPerTurn = 4 * 1_048_576;

/** The more transfers there are, the smaller the pieces: in the memory of all of them there are some at any moment. */
const pieceBytesAmong = (transfers: number): number => {
  if (transfers <= 16) return 1_048_576;
  return transfers <= 64 ? 262_144 : 65_536;
};

const retryAfterSeconds = 30;

/** Makes them. */
export const createDownloads = (
  services: { readonly pool: Pool; readonly blobs: BlobStore },
  { transfersMax }: DownloadBounds,
): Downloads => {
  const finder = createUpdateFileFinder(services.pool);
  const contents = new LRUCache<string, Buffer>({
    maxSize: rememberedBytesMax,
    // Something without bytes takes up room too.
    sizeCalculation: ({ length }) => length + 256,
  });
  const pace = createPace(bytesPerTurn);
  let transfers = 0;

  const openBlob = async (
    { blobId }: UpdateFile,
    part: ByteRange | undefined,
    pieceBytes: number,
  ): Promise<Readable> => {
    const opened = await services.blobs.open(blobId, part, pieceBytes);
    if (opened === null)
      throw fault('service_unavailable', { cause: new Error(`the blob ${blobId} is missing`) });
    return opened.bytes;
  };
  const read = async (file: UpdateFile): Promise<Buffer> => {
    const known = contents.get(file.blobId);
    if (known !== undefined) return known;
    if (file.bytes > smallFileBytesMax) throw fault('internal');
    const content = await buffer(await openBlob(file, undefined, smallFileBytesMax));
    contents.set(file.blobId, content);
    return content;
  };
  const transfer = async (file: UpdateFile, part: ByteRange | undefined): Promise<Readable> => {
    if (transfers >= transfersMax) throw fault('too_many_downloads', { retryAfterSeconds });
    transfers += 1;
    try {
      const source = await openBlob(file, part, pieceBytesAmong(transfers));
      source.once('close', () => {
        transfers -= 1;
      });
      return pacePieces(source, pace);
    } catch (error) {
      transfers -= 1;
      throw error;
    }
  };

  return {
    find: async ({ update }, path) => {
      if (update === null)
        throw fault('update_file_not_found', { detail: 'No update is assigned.' });
      const file = await finder.find({ updateId: update.id, path });
      if (file === null) throw fault('update_file_not_found');
      return file;
    },
    open: async (file, part) => {
      if (file.bytes > smallFileBytesMax) return transfer(file, part);
      const content = await read(file);
      return part === undefined ? content : content.subarray(part.first, part.last + 1);
    },
    read,
    transfers: () => transfers,
  };
};
