/** Doing something for many, some of them at once. */

/**
 * Runs it for each, so many at once. Waits for all that were begun, also when one throws; then throws what was thrown first, and
 * begins no more.
 */
export const forEachAtOnce = async <T>(
  items: readonly T[],
  atOnce: number,
  run: (item: T, index: number) => Promise<void>,
): Promise<void> => {
  const left = [...items.entries()].reverse();
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined && errors.length === 0; next = left.pop())
      try {
        await run(next[1], next[0]);
      } catch (error) {
        errors.push(error);
      }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
};
