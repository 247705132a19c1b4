/** The one way to open a transaction. */
import type { Db, Trx } from './database.ts';

/**
 * Runs `work` in a transaction: commits when it returns, rolls back when it throws. Inside of a transaction that runs
 * already, `work` joins it, so use cases can be built from use cases.
 */
export const inTransaction = <T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> =>
  db.isTransaction ? work(db as Trx) : db.transaction().execute(work);
