/** What flows one way through a proxy. */
import type { Socket } from 'node:net';

/** How the network is at this moment; all directions of a proxy look at the same. */
export interface Line {
  readonly isFrozen: boolean;
  readonly delayMs: number;
}

/** One way of a connection. */
export interface Direction {
  /** Passes on what may be passed on now, and reads on. To be called when the line works again. */
  flush(): void;
}

/** A piece of the stream, or null for its end, and when it is to arrive, on the monotonic clock. */
interface Piece {
  readonly chunk: Buffer | null;
  readonly dueMs: number;
}

/** What is under way at most before nothing more is read. */
const underWayMax = 1_048_576;

/** Passes on what `from` sends, in its order and with the delay of the line; reads no faster than `to` takes. */
export const createDirection = (from: Socket, to: Socket, line: Line): Direction => {
  const pieces: Piece[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    while (!line.isFrozen && !to.writableNeedDrain) {
      const [next] = pieces;
      if (next === undefined) break;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(flush, waitMs);
        break;
      }
      pieces.shift();
      size -= next.chunk?.length ?? 0;
      if (next.chunk === null) to.end();
      else to.write(next.chunk);
    }
    if (!line.isFrozen && size < underWayMax) from.resume();
  };
  const take = (chunk: Buffer | null): void => {
    size += chunk?.length ?? 0;
    const lastDueMs = pieces.at(-1)?.dueMs ?? 0;
    pieces.push({ chunk, dueMs: Math.max(lastDueMs, performance.now() + line.delayMs) });
    if (size >= underWayMax) from.pause();
    flush();
  };

  to.on('drain', flush);
  from.on('error', () => undefined);
  from.on('close', () => clearTimeout(timer));
  from.on('data', take).on('end', () => take(null));
  flush();
  return { flush };
};
