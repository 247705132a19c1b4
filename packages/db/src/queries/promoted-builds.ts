/** Statements about builds that were promoted. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { buildColumns, type BuildRow } from './builds.ts';

/** Builds that were promoted, under a name or any, the newest first. */
export const listPromotedBuilds = (
  db: Db,
  page: {
    readonly factory: string;
    readonly name?: string;
    readonly offset: number;
    readonly limit: number;
  },
): Promise<BuildRow[]> => {
  const query = db
    .selectFrom('builds')
    .select(buildColumns)
    .where('factory', '=', page.factory)
    .where('status', '=', 'PROMOTED')
    .orderBy('build_id', 'desc')
    .offset(page.offset)
    .limit(page.limit);
  return (page.name === undefined ? query : query.where('name', '=', page.name)).execute();
};

/** How many builds were promoted. */
export const countPromotedBuilds = async (db: Db, factory: string): Promise<number> => {
  const { count } = await db
    .selectFrom('builds')
    .select(sql<number>`count(*)`.as('count'))
    .where('factory', '=', factory)
    .where('status', '=', 'PROMOTED')
    .executeTakeFirstOrThrow();
  return count;
};
