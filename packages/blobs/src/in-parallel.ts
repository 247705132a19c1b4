/** Work on many blobs, some at once. */

/** Enough to keep a disk or a server busy. */
const atOnce = 16;

/** Does `work` for each, sixteen at a time; rejects with the first failure once nothing is under way any more. */
export const inParallel = async <T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const rest = items.values();
  const failures: unknown[] = [];
  const takeAll = async (): Promise<void> => {
    for (const item of rest) {
      if (failures.length > 0) return;
      await work(item).catch((error: unknown) => void failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeAll));
  if (failures.length > 0) throw failures[0];
};
