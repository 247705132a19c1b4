/** The one way to open a transaction. */
import type { Db, Trx } from './database.ts';

/** The first statements of a transaction. */
export type Opening = (trx: Trx) => Promise<void>;

const openings = new WeakMap<Db, Opening>();

/**
 * The same store, each of whose transactions begins with `opening` and fails with it. What `opening` writes is committed
 * exactly when the rest is, and no use case has to know of it.
 */
export const withOpening = (db: Db, opening: Opening): Db => {
  const handle = db.withoutPlugins();
  openings.set(handle, opening);
  return handle;
};

/**
 * Runs `work` in a transaction: commits when it returns, rolls back when it throws. Inside of a transaction that runs
 * already, `work` joins it, so use cases can be built from use cases.
 */
export const inTransaction = <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> => {
  if (db.isTransaction) return work(db as Trx);
  const opening = openings.get(db);
  return db.transaction().execute(async (trx) => {
    if (opening !== undefined) await opening(trx);
    return work(trx);
  });
};

/** Runs `work` on one state of the database, whatever is committed meanwhile; it changes nothing. */
export const inSnapshot = <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work);
