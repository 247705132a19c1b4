/** Statements about the label keys that some device has, or once had. */
import type { Db, Trx } from '../database.ts';

/** Every key, sorted by bytes. */
export const listKnownLabels = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('known_labels').select('label').orderBy('label').execute();
  return rows.map((row) => row.label);
};

/** Remembers keys. They are inserted in one order everywhere, so that two transactions never wait in a circle. */
export const insertKnownLabels = async (trx: Trx, labels: readonly string[]): Promise<void> => {
  if (labels.length === 0) return;
  await trx
    .insertInto('known_labels')
    .values(labels.toSorted().map((label) => ({ label })))
    .onConflict((conflict) => conflict.column('label').doNothing())
    .execute();
};
