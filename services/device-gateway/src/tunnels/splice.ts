/** Two connections that become one. */
import { type Duplex, finished } from 'node:stream';

/** How long what one side said last may take to be sent to the other. */
const farewellMsMax = 5_000;

/** Sends what waits, and closes. */
const letGo = (side: Duplex): void => {
  const timer = setTimeout(() => side.destroy(), farewellMsMax);
  finished(side, { readable: false }, () => {
    clearTimeout(timer);
    side.destroy();
  });
};

/**
 * Passes on what either side sends to the other, at the pace of whoever takes it. The end of one side is that of both: what it
 * had said goes out, and where it was cut, so is the other at once. Whether only one direction has ended, the two ends tell each other.
 */
export const splice = (one: Duplex, other: Duplex): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from
      .on('error', () => undefined)
      .once('end', () => letGo(to))
      .once('close', () => {
        if (!from.readableEnded) to.destroy();
      });
    if (from.destroyed) to.destroy();
  }
};
