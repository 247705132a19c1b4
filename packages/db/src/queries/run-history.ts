/** Statements about the runs of one name. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { runColumns, type RunRow } from './build-runs.ts';

/** The runs of this name in all builds of a factory, the newest first. */
export const listRunsByName = (
  db: Db,
  page: {
    readonly factory: string;
    readonly name: string;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<RunRow[]> =>
  db
    .selectFrom('build_runs')
    .select(runColumns)
    .where('factory', '=', page.factory)
    .where('name', '=', page.name)
    .orderBy('build_id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();

/** How many runs have this name in all builds of a factory. */
export const countRunsByName = async (
  db: Db,
  { factory, name }: { readonly factory: string; readonly name: string },
): Promise<number> => {
  const row = await db
    .selectFrom('build_runs')
    .select(sql<number>`count(*)`.as('count'))
    .where('factory', '=', factory)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return row.count;
};
