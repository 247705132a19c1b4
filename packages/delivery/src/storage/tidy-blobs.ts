/** What happens to content behind the rows: removed when nobody names it any more, and when it never came to a row. */
import type { Context } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import {
  deleteBlobRemovals,
  deleteUnusedContents,
  inTransaction,
  listOwnedBlobIds,
  lockBlobRemovals,
  lockBlobSweep,
  lockReleasedContents,
} from '@moorgate/db';

type Services = Pick<Context, 'db'>;

const batchSize = 500;

/**
 * Removes the blobs whose rows are gone; returns how many. Several processes may do it at once, each with other blobs, and
 * one that is interrupted removes them again.
 */
export const removeBlobs = async ({ db }: Services, blobs: BlobStore): Promise<number> => {
  let removed = 0;
  for (;;) {
    const count = await inTransaction(db, async (trx) => {
      const ids = await lockBlobRemovals(trx, batchSize);
      if (ids.length === 0) return 0;
      await blobs.removeAll(ids);
      await deleteBlobRemovals(trx, ids);
      return ids.length;
    });
    removed += count;
    if (count < batchSize) return removed;
  }
};

/**
 * Gives up contents that no update has had for so long, in milliseconds; returns how many. It must be longer than an upload
 * may take: one that found its content there relies on it until its commit.
 */
export const releaseContents = async ({ db }: Services, ageMs: number): Promise<number> => {
  let released = 0;
  for (;;) {
    const [locked, deleted] = await inTransaction(db, async (trx) => {
      const hashes = await lockReleasedContents(trx, { ageMs, limit: batchSize });
      return [hashes.length, hashes.length === 0 ? 0 : await deleteUnusedContents(trx, hashes)];
    });
    released += deleted;
    if (locked < batchSize) return released;
  }
};

/**
 * Removes what arrived, or began to, at least so long ago and never came to a row; returns how many blobs. One process does it
 * at a time: another that is asked meanwhile does nothing.
 */
export const sweepBlobs = ({ db }: Services, blobs: BlobStore, ageMs: number): Promise<number> =>
  inTransaction(db, async (trx) => {
    if (!(await lockBlobSweep(trx))) return 0;
    return blobs.sweep(ageMs, (ids) => listOwnedBlobIds(trx, ids));
  });
