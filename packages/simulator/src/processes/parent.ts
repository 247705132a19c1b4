/** What a child process of the benchmarks knows of the process that started it. */
import { once } from 'node:events';

/**
 * Waits for the settings, and from then on ends this process when its parent is gone, however that ended. What an
 * interrupt means is for the parent to decide. Both ends are of this package, so the caller may name the type.
 */
export const receiveSettings = async (): Promise<unknown> => {
  if (process.send === undefined) throw new Error('this is started by the benchmarks');
  process.once('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
  const [settings] = (await once(process, 'message')) as [unknown];
  return settings;
};

/** Sends the parent a message. */
export const tellParent = (message: object): void => {
  process.send?.(message);
};
