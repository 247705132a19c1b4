/** Files of updates by their paths: those asked for in one moment are looked up in one statement, and remembered. */
import { withStoreFaults } from '@moorgate/auth';
import {
  listUpdateFilesByPath,
  type Pool,
  type UpdateFileRow,
  type WantedUpdateFile,
} from '@moorgate/db';
import { LRUCache } from 'lru-cache';

/** A file of an update, which never changes: an update is not replaced, and its id is not used again. */
export type UpdateFile = Readonly<UpdateFileRow>;

/** Finds files. */
export interface UpdateFileFinder {
  /** The file at exactly this path, which names nothing on a disk; null where the update has none. */
  find(wanted: WantedUpdateFile): Promise<UpdateFile | null>;
}

interface Waiting {
  readonly wanted: WantedUpdateFile;
  readonly resolve: (file: UpdateFile | null) => void;
  readonly reject: (error: unknown) => void;
}

const rememberedMax = 50_000;
const statementRowsMax = 256;
/** No path of an update is longer. */
const pathLengthMax = 1_024;

/** Makes a finder for one process. Faults: service_unavailable. */
export const createUpdateFileFinder = (pool: Pool): UpdateFileFinder => {
  const remembered = new LRUCache<string, UpdateFile>({ max: rememberedMax });
  let waiting: Waiting[] = [];

  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const all = batch.map(({ wanted }) => wanted);
      const rows = await withStoreFaults(() => listUpdateFilesByPath(pool, all));
      for (const [index, { wanted, resolve }] of batch.entries()) {
        const file = rows[index] ?? null;
        if (file !== null) remembered.set(keyOf(wanted), file);
        resolve(file);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += statementRowsMax)
      void ask(all.slice(start, start + statementRowsMax));
  };

  return {
    find: (wanted) => {
      if (wanted.path.length > pathLengthMax) return Promise.resolve(null);
      const known = remembered.get(keyOf(wanted));
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        waiting.push({ wanted, resolve, reject });
        if (waiting.length === 1) setImmediate(flush);
      });
    },
  };
};

const keyOf = ({ updateId, path }: WantedUpdateFile): string => `${updateId} ${path}`;
