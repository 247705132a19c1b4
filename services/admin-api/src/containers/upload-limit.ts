/** How many uploads of one credential go on at once. */
import { fault } from '@moorgate/errors';

/** Counts them, in this process. */
export interface UploadLimit {
  /** Does the work, unless too much of the holder’s goes on already. Throws `rate_limited`. */
  run<T>(holder: string, work: () => Promise<T>): Promise<T>;
}

/** Clients push five layers at once, build tools some more. */
const uploadsMax = 32;
const retrySeconds = 2;

/** Makes it. */
export const createUploadLimit = (max: number = uploadsMax): UploadLimit => {
  const running = new Map<string, number>();
  const add = (holder: string, change: 1 | -1): void => {
    const count = (running.get(holder) ?? 0) + change;
    if (count === 0) running.delete(holder);
    else running.set(holder, count);
  };
  return {
    run: async (holder, work) => {
      if ((running.get(holder) ?? 0) >= max) {
        const detail = `no more than ${String(max)} uploads of one credential go on at once`;
        throw fault('rate_limited', { detail, retryAfterSeconds: retrySeconds });
      }
      add(holder, 1);
      try {
        return await work();
      } finally {
        add(holder, -1);
      }
    },
  };
};
