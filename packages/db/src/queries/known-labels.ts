/** Statements about the label keys that some device has, or once had. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Every key, sorted by bytes. */
export const listKnownLabels = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('known_labels').select('label').orderBy('label').execute();
  return rows.map((row) => row.label);
};

/** The keys that some device in one of the groups has now, sorted by bytes. Reads as many rows as the groups have keys. */
export const listLabelsOfGroups = async (db: Db, groups: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ label: string }>`
    select label_key as label from device_group_labels
    where group_name = any(${[...groups]}::text[])
    group by label_key having sum(devices) > 0
    order by label_key`.execute(db);
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
