/** Reading what nobody wants any more, so that its sender gets to see the answer. */
import type { IncomingMessage } from 'node:http';

/**
 * What is read of a body nobody wants, before the connection is cut. Many clients read no answer before they have sent all,
 * and a body that is somewhat too large is a mistake that they should be told of.
 */
export const drainBytesMax = 1_048_576;

/** What is read on of somebody who may send, so that they learn why it was in vain: a device that met a full disk, say. */
export const welcomeBytesMax = 16 * 1_048_576;

const drainMsMax = 2_000;

/**
 * Reads on and keeps nothing, at most so many bytes, within two seconds; beyond these the connection is cut. Calls `whenRead`
 * once all has come.
 */
export const drainBody = (
  request: IncomingMessage,
  bytesMax: number,
  whenRead: () => void,
): void => {
  let left = bytesMax;
  const cut = (): void => void request.socket.destroy();
  const timer = setTimeout(cut, drainMsMax);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  request.on('error', cut);
  request.once('end', whenRead);
  request.once('close', () => clearTimeout(timer));
  request.resume();
};
