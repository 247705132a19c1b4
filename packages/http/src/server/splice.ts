/** Two connections made into one. */
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How long the side that asks may stay when the other has said all. */
const farewellMsMax = 5_000;
const listenersMax = 32;

/**
 * Passes bytes both ways as they are, as fast as the slower side takes them, and the end of each direction by itself: a container whose
 * input has ended goes on writing. Resolves when both are closed: when all is said, when either fails, or some seconds after `answering` has ended.
 */
export const splice = async (asking: Duplex, answering: Duplex): Promise<void> => {
  const end = (): void => {
    asking.destroy();
    answering.destroy();
  };
  // Two pipelines listen for more than Node finds usual.
  for (const side of [asking, answering]) side.setMaxListeners(listenersMax);
  let timer: NodeJS.Timeout | undefined;
  const forth = pipeline(asking, answering);
  const back = pipeline(answering, asking).then(() => {
    timer = setTimeout(end, farewellMsMax);
  });
  await Promise.all([forth, back]).catch(() => undefined);
  clearTimeout(timer);
  end();
};
