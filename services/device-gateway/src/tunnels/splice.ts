/** Two connections that become one. */
import type { Duplex } from 'node:stream';

/**
 * Passes on what either side sends to the other, at the pace of whoever takes it. The end of what one side sends is passed
 * on too, and when either is closed, so is the other.
 */
export const splice = (one: Duplex, other: Duplex): void => {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => undefined).once('close', () => to.destroy());
    if (from.destroyed) to.destroy();
  }
};
