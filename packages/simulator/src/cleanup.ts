/** What must be undone at the end, whichever way a run ends. */

/** Collects what is to be undone. */
export interface Cleanup {
  /** Registers an action; the last one registered runs first. After `run` it is carried out at once. */
  defer(action: () => Promise<unknown>): Promise<void>;
  /**
   * Carries everything out, each action even if others fail, and then throws the first failure. Calls after the first
   * wait for it.
   */
  run(): Promise<void>;
}

/** Makes an empty collection. */
export const createCleanup = (): Cleanup => {
  const actions: (() => Promise<unknown>)[] = [];
  let running: Promise<void> | undefined;

  const undoAll = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let action = actions.pop(); action !== undefined; action = actions.pop())
      await action().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };

  return {
    defer: async (action) => {
      // Something that was still being started when the run was interrupted.
      if (running !== undefined) await action();
      else actions.push(action);
    },
    run: () => (running ??= undoAll()),
  };
};
