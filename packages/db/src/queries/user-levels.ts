/** SQL on `user_levels`, and on what else a level among users follows from. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Somebody with the rights that their level follows from. */
export interface RankedUserRow {
  readonly id: string;
  readonly username: string;
  /** What the account and its roles without a limit to groups give. */
  readonly scopes: string[];
  /** The level that somebody gave; null for none. */
  readonly level: number | null;
}

const ranked = sql`
  select u.id, u.username, l.level,
    array(
      select unnest(u.scopes)
      union
      select unnest(r.scopes) from user_roles g join roles r on r.id = g.role_id
      where g.user_id = u.id and r.device_groups is null
    ) as scopes
  from users u left join user_levels l on l.user_id = u.id
  where u.kind = 'person' and u.deactivated_at is null`;

/** The active person of this name. */
export const findRankedUserByUsername = async (
  db: Db,
  username: string,
): Promise<RankedUserRow | undefined> => {
  const { rows } = await sql<RankedUserRow>`${ranked} and u.username = ${username}`.execute(db);
  return rows[0];
};

/** Active people in the order of their names, from behind `after`. */
export const listRankedUsers = async (
  db: Db,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<RankedUserRow[]> => {
  const behind = after === null ? sql`` : sql`and u.username > ${after}`;
  const { rows } = await sql<RankedUserRow>`
    ${ranked} ${behind} order by u.username limit ${limit}`.execute(db);
  return rows;
};

/** The level that somebody gave a user; null for none. */
export const findUserLevelById = async (db: Db, userId: string): Promise<number | null> => {
  const row = await db
    .selectFrom('user_levels')
    .select('level')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.level ?? null;
};

/** Gives a user a level. */
export const upsertUserLevel = async (trx: Trx, userId: string, level: number): Promise<void> => {
  await trx
    .insertInto('user_levels')
    .values({ user_id: userId, level })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ level }))
    .execute();
};
