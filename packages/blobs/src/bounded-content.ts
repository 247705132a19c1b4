/** Content that ends with a fault where it is larger than it may be. */
import { fault } from '@moorgate/errors';

const tooLarge = (bytesMax: number): Error =>
  fault('body_too_large', { detail: `The limit is ${String(bytesMax)} bytes.` });

/** How much content may come, and how much its sender announces; null where it does not. */
export interface ContentBound {
  readonly bytesMax: number;
  readonly announcedBytes: number | null;
}

/** Passes where no more is announced than may come. Throws `body_too_large`. */
export const requireWithin = ({ bytesMax, announcedBytes }: ContentBound): void => {
  if ((announcedBytes ?? 0) > bytesMax) throw tooLarge(bytesMax);
};

/** The content, piece by piece. Throws `body_too_large` before the piece that would be too much. */
export const boundedContent = async function* (
  content: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.byteLength;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    yield piece;
  }
};
