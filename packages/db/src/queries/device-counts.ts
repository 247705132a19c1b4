/** Totals of devices, as the triggers maintain them. */
import type { Db } from '../database.ts';

/** How many devices there are, denied ones apart. Reads a fixed number of rows. */
export const countDevices = async (db: Db): Promise<{ listed: number; denied: number }> => {
  const row = await db
    .selectFrom('device_counts')
    .select(({ fn }) => [
      fn.sum<string>('listed').as('listed'),
      fn.sum<string>('denied').as('denied'),
    ])
    .executeTakeFirstOrThrow();
  return { listed: Number(row.listed), denied: Number(row.denied) };
};
