/** SQL on `repositories`. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface RepositoryRow {
  readonly id: string;
  readonly factory: string;
  readonly name: string;
  readonly default_branch: string;
  readonly keeps_history: boolean;
  readonly bytes: number | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly pushed_at: Date | null;
  readonly tidied_at: Date | null;
}

/** A repository that is made. */
export interface RepositoryInsert {
  readonly id: string;
  readonly factory: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly keepsHistory: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const columns = [
  'id',
  'factory',
  'name',
  'default_branch',
  'keeps_history',
  'bytes',
  'created_at',
  'created_by',
  'pushed_at',
  'tidied_at',
] as const;

/** The repository of this name. */
export const findRepositoryByName = (
  db: Db,
  { factory, name }: { readonly factory: string; readonly name: string },
): Promise<RepositoryRow | undefined> =>
  db
    .selectFrom('repositories')
    .select(columns)
    .where('factory', '=', factory)
    .where('name', '=', name)
    .executeTakeFirst();

/** The repository of this id. */
export const findRepositoryById = (db: Db, id: string): Promise<RepositoryRow | undefined> =>
  db.selectFrom('repositories').select(columns).where('id', '=', id).executeTakeFirst();

/** The repository of this name; nobody changes or deletes it before the transaction is over. */
export const lockRepositoryByName = (
  trx: Trx,
  { factory, name }: { readonly factory: string; readonly name: string },
): Promise<RepositoryRow | undefined> =>
  trx
    .selectFrom('repositories')
    .select(columns)
    .where('factory', '=', factory)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();

/** Every repository of a factory, by name. */
export const listRepositoriesByFactory = (db: Db, factory: string): Promise<RepositoryRow[]> =>
  db
    .selectFrom('repositories')
    .select(columns)
    .where('factory', '=', factory)
    .orderBy('name')
    .execute();

/** How many a factory has. */
export const countRepositories = async (db: Db, factory: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from repositories where factory = ${factory}`.execute(db);
  return rows[0]!.count;
};

/** The ids of every repository of whatever factory. */
export const listRepositoryIds = async (db: Db): Promise<string[]> => {
  const rows = await db.selectFrom('repositories').select('id').execute();
  return rows.map(({ id }) => id);
};

/** Makes repositories; answers the names of those that were not there before. */
export const insertRepositories = async (
  trx: Trx,
  repositories: readonly RepositoryInsert[],
): Promise<string[]> => {
  const rows = await trx
    .insertInto('repositories')
    .values(
      repositories.map((one) => ({
        id: one.id,
        factory: one.factory,
        name: one.name,
        default_branch: one.defaultBranch,
        keeps_history: one.keepsHistory,
        created_at: one.createdAt,
        created_by: one.createdBy,
      })),
    )
    .onConflict((conflict) => conflict.columns(['factory', 'name']).doNothing())
    .returning('name')
    .execute();
  return rows.map(({ name }) => name);
};

/** Names another default branch. */
export const updateDefaultBranch = async (
  trx: Trx,
  id: string,
  defaultBranch: string,
): Promise<void> => {
  await trx
    .updateTable('repositories')
    .set({ default_branch: defaultBranch })
    .where('id', '=', id)
    .execute();
};

/** Notes that references moved. */
export const updateRepositoryPushed = async (db: Db, id: string, at: Date): Promise<void> => {
  await db.updateTable('repositories').set({ pushed_at: at }).where('id', '=', id).execute();
};

/** Notes how large it is. */
export const updateRepositoryBytes = async (db: Db, id: string, bytes: number): Promise<void> => {
  await db.updateTable('repositories').set({ bytes }).where('id', '=', id).execute();
};

/** Deletes the record. */
export const deleteRepository = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('repositories').where('id', '=', id).execute();
};

/** What is to be seen to, and until when it is whose. */
export interface TidyingTurn {
  readonly now: Date;
  readonly until: Date;
  /** Those that were tidied before then, and pushed to since, or not long before. */
  readonly tidiedBefore: Date;
  /** What a push left is old enough to be removed when it is older than that, in seconds. */
  readonly restSeconds: number;
}

/**
 * Takes one repository that nobody sees to: pushed to since it was tidied, or so short before that what the push left was
 * not old enough. Undefined where there is none.
 */
export const updateRepositoryToTidy = async (
  db: Db,
  { now, until, tidiedBefore, restSeconds }: TidyingTurn,
): Promise<{ readonly id: string } | undefined> => {
  const { rows } = await sql<{ id: string }>`
    update repositories set tidying_until = ${until}
    where id = (
      select id from repositories
      where pushed_at is not null
        and (tidied_at is null
          or (tidied_at < ${tidiedBefore} and tidied_at < pushed_at + make_interval(secs => ${restSeconds})))
        and (tidying_until is null or tidying_until < ${now})
      order by tidied_at nulls first, id
      limit 1
      for update skip locked
    )
    returning id`.execute(db);
  return rows[0];
};

/** Ends the turn; `tidiedAt` is null where it came to nothing. */
export const updateRepositoryTidied = async (
  db: Db,
  id: string,
  tidiedAt: Date | null,
): Promise<void> => {
  await db
    .updateTable('repositories')
    .set({ tidying_until: null, ...(tidiedAt === null ? {} : { tidied_at: tidiedAt }) })
    .where('id', '=', id)
    .execute();
};
