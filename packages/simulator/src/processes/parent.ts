/** What a child process of the benchmarks knows of the process that started it. */

/** The settings that this process was started with. Both ends are of this package, so the caller may name their type. */
export const readSettings = (): unknown => JSON.parse(process.argv[2] ?? 'null');

/** Sends the parent a message. */
export const tellParent = (message: object): void => {
  if (process.send === undefined) throw new Error('this is started by the benchmarks');
  process.send(message);
};

/** Ends this process when its parent is gone, however that ended; the parent alone decides what an interrupt means. */
export const liveWithParent = (): void => {
  process.once('disconnect', () => process.exit(0));
  process.on('SIGINT', () => undefined);
};
