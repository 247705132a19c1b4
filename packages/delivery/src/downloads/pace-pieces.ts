/** Transfers give way: in one turn of the event loop so many bytes of them all together are sent, and no more. */
import { Readable } from 'node:stream';

/** The pace of one process. */
export interface Pace {
  /** Resolves when it is the turn of so many bytes; in the order asked. */
  take(bytes: number): Promise<void>;
}

/** Makes it. */
export const createPace = (bytesPerTurn: number): Pace => {
  const waiting: { readonly bytes: number; readonly begin: () => void }[] = [];
  let left = bytesPerTurn;
  let isTurnUnderWay = false;

  const nextTurn = (): void => {
    isTurnUnderWay = false;
    left = bytesPerTurn;
    while (left > 0 && waiting.length > 0) {
      const { bytes, begin } = waiting.shift()!;
      spend(bytes);
      begin();
    }
  };
  const spend = (bytes: number): void => {
    left -= bytes;
    if (isTurnUnderWay) return;
    isTurnUnderWay = true;
    setImmediate(nextTurn);
  };
  return {
    take: (bytes) => {
      if (left > 0 && waiting.length === 0) {
        spend(bytes);
        return Promise.resolve();
      }
      return new Promise((begin) => waiting.push({ bytes, begin }));
    },
  };
};

/** The same bytes, each piece in its turn. Destroys the source with it. */
export const pacePieces = (source: Readable, pace: Pace): Readable => {
  // Whoever reads is told by the iterator; without a listener an error before the first read would end the process.
  source.on('error', () => undefined);
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const paced = new Readable({
    // A piece is asked for when the one before has been taken.
    highWaterMark: 1,
    read: () => {
      next().then(
        (piece) => paced.push(piece),
        (error: Error) => paced.destroy(error),
      );
    },
    destroy: (error, done) => {
      source.destroy();
      done(error);
    },
  });
  const next = async (): Promise<Buffer | null> => {
    const { value } = await pieces.next();
    if (value === undefined) return null;
    await pace.take(value.length);
    return value;
  };
  return paced;
};
