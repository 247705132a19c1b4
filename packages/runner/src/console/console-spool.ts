/** The console of a run on disk, from where it is sent: a server that is away for a while loses nothing of it. */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** One for each run. What was appended is there for a reader at once. */
export interface ConsoleSpool {
  append(text: string): void;
  /** How many bytes there are. */
  length(): number;
  /** At most so many bytes from the offset on; fewer only at the end. */
  read(offset: number, bytesMax: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

const readAt = async (
  file: FileHandle,
  offset: number,
  buffer: Uint8Array,
): Promise<Uint8Array> => {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};

/**
 * Opens a new file for it, readable for this user alone. Its length is bounded by what a console lets through. A disk that is
 * full ends the console, not the run: what does not fit is dropped, from then on, and `length` tells what there is.
 */
export const openConsoleSpool = async (path: string): Promise<ConsoleSpool> => {
  const reader = await open(path, 'wx+', 0o600);
  const writer = openSync(path, 'a');
  let isBroken = false;
  const append = (text: string): void => {
    let rest = Buffer.from(text);
    try {
      while (!isBroken && rest.length > 0) rest = rest.subarray(writeSync(writer, rest));
    } catch {
      isBroken = true;
    }
  };
  return {
    append,
    length: () => fstatSync(writer).size,
    read: (offset, bytesMax) => readAt(reader, offset, new Uint8Array(bytesMax)),
    close: async () => {
      closeSync(writer);
      await reader.close();
    },
  };
};
