/** Bytes that are taken in the sizes that a format has, whatever the pieces in which they come. */

/** A source of bytes, read by one reader. */
export interface ByteSource {
  /** Exactly so many; fewer at the end, and none behind it. */
  take(count: number): Promise<Buffer>;
  /** The next so many in pieces as they come; fewer where the source ends before. */
  pieces(count: number): AsyncGenerator<Buffer>;
  /** Lets go of what is behind it, read or not. */
  close(): Promise<void>;
}

/** Makes one. */
export const createByteSource = (bytes: AsyncIterable<Uint8Array>): ByteSource => {
  const iterator = bytes[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);

  /** At least a byte, at most so many; nothing at the end. */
  const next = async (countMax: number): Promise<Buffer> => {
    while (rest.length === 0) {
      const step = await iterator.next();
      if (step.done === true) return rest;
      rest = Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength);
    }
    const piece = rest.subarray(0, countMax);
    rest = rest.subarray(piece.length);
    return piece;
  };

  const pieces = async function* (count: number): AsyncGenerator<Buffer> {
    for (let left = count; left > 0;) {
      const piece = await next(left);
      if (piece.length === 0) return;
      left -= piece.length;
      yield piece;
    }
  };

  return {
    take: async (count) => {
      const first = await next(count);
      if (first.length === count || first.length === 0) return first;
      const parts = [first];
      for await (const piece of pieces(count - first.length)) parts.push(piece);
      return Buffer.concat(parts);
    },
    pieces,
    close: async () => void (await iterator.return?.()),
  };
};
