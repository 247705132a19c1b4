/** SQL on applications, their deployments and their operations, as lists that come in pages. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** From where on, and how many. */
export interface ApplicationPage {
  /** What the last item of the page before is at; null for the first page. */
  readonly beyond: number | null;
  readonly limit: number;
}

/**
 * The ids of applications, in their order, from behind `beyond`: those on which a user has a level, or all of them for a user
 * of null.
 */
export const listApplicationIds = async (
  db: Db,
  userId: string | null,
  { beyond, limit }: ApplicationPage,
): Promise<readonly number[]> => {
  const { rows } = await sql<{ id: number }>`
    select a.id from applications a
    where a.id > ${beyond ?? 0} and (${userId}::uuid is null or exists (
      select from application_permissions p where p.application_id = a.id and p.user_id = ${userId}))
    order by a.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
};

/** The operations of an application, newest first, older than `beyond`, with what they are at in the list. */
export const listOperationIds = async (
  db: Db,
  applicationId: number,
  { beyond, limit }: ApplicationPage,
): Promise<readonly { readonly id: string; readonly ordinal: number }[]> => {
  const { rows } = await sql<{ id: string; ordinal: number }>`
    select id, ordinal from application_operations
    where application_id = ${applicationId} and (${beyond}::bigint is null or ordinal < ${beyond})
    order by ordinal desc limit ${limit}`.execute(db);
  return rows;
};
