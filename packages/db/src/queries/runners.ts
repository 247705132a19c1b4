/** Statements about the runners that execute runs. */
import { sql } from 'kysely';
import type { Db, RunnerIsolation, Trx } from '../database.ts';

/** A runner as operators see it. */
export interface RunnerRow {
  readonly id: string;
  readonly factory: string;
  readonly name: string;
  readonly host_tags: string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly last_seen_at: Date | null;
  readonly last_address: string | null;
  readonly isolation: RunnerIsolation | null;
  readonly has_engine: boolean | null;
}

const columns = [
  'id',
  'factory',
  'name',
  'host_tags',
  'created_at',
  'created_by',
  'last_seen_at',
  'last_address',
  'isolation',
  'has_engine',
] as const;

/** What a runner starts with. */
export interface NewRunnerRow extends Pick<
  RunnerRow,
  'id' | 'factory' | 'name' | 'created_at' | 'created_by'
> {
  readonly host_tags: readonly string[];
  readonly token_id: string;
  readonly secret_hash: Buffer;
  readonly key_version: number;
}

/** Inserts a runner; undefined, with nothing done, where one of the factory has that name. */
export const insertRunner = (trx: Trx, runner: NewRunnerRow): Promise<RunnerRow | undefined> =>
  trx
    .insertInto('runners')
    .values({ ...runner, host_tags: [...runner.host_tags] })
    .onConflict((conflict) => conflict.columns(['factory', 'name']).doNothing())
    .returning(columns)
    .executeTakeFirst();

/** A runner with what decides whether its token is good. */
export interface RunnerCredentialRow {
  readonly id: string;
  readonly factory: string;
  readonly name: string;
  readonly host_tags: string[];
  readonly secret_hash: Buffer;
  readonly key_version: number;
  readonly last_seen_at: Date | null;
}

/** The runner whose token has this id. */
export const findRunnerByTokenId = (
  db: Db,
  tokenId: string,
): Promise<RunnerCredentialRow | undefined> =>
  db
    .selectFrom('runners')
    .select(['id', 'factory', 'name', 'host_tags', 'secret_hash', 'key_version', 'last_seen_at'])
    .where('token_id', '=', tokenId)
    .executeTakeFirst();

/** What a runner says of itself, and from where. */
export interface RunnerSighting {
  readonly at: Date;
  readonly address: string | null;
  readonly isolation?: RunnerIsolation;
  readonly hasEngine?: boolean;
}

/** Notes that a runner was heard of. */
export const updateRunnerAsSeen = async (
  db: Db,
  id: string,
  { at, address, isolation, hasEngine }: RunnerSighting,
): Promise<void> => {
  await db
    .updateTable('runners')
    .set({
      last_seen_at: at,
      last_address: address,
      ...(isolation === undefined ? {} : { isolation }),
      ...(hasEngine === undefined ? {} : { has_engine: hasEngine }),
    })
    .where('id', '=', id)
    .execute();
};

/** A place in the list of runners. */
export interface RunnerPosition {
  readonly created_at: Date;
  readonly id: string;
}

/** A page of the runners of a factory, newest first, from the first one after `after`. */
export const listRunners = (
  db: Db,
  page: {
    readonly factory: string;
    readonly after: RunnerPosition | null;
    readonly limit: number;
  },
): Promise<RunnerRow[]> => {
  const query = db
    .selectFrom('runners')
    .select(columns)
    .where('factory', '=', page.factory)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  const { after } = page;
  return (
    after === null
      ? query
      : query.where(sql<boolean>`(created_at, id) < (${after.created_at}, ${after.id}::uuid)`)
  ).execute();
};

/** How many runners a factory has. */
export const countRunners = async (db: Db, factory: string): Promise<number> => {
  const { count } = await db
    .selectFrom('runners')
    .select(sql<number>`count(*)`.as('count'))
    .where('factory', '=', factory)
    .executeTakeFirstOrThrow();
  return count;
};

/** Locks a runner of a factory: nothing is leased to it meanwhile. */
export const lockRunnerById = (
  trx: Trx,
  runner: { readonly id: string; readonly factory: string },
): Promise<RunnerRow | undefined> =>
  trx
    .selectFrom('runners')
    .select(columns)
    .where('id', '=', runner.id)
    .where('factory', '=', runner.factory)
    .forUpdate()
    .executeTakeFirst();

/** Holds a runner in place until the commit; false where it is gone. */
export const lockSharedRunnerById = async (trx: Trx, id: string): Promise<boolean> => {
  const row = await trx
    .selectFrom('runners')
    .select('id')
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
};

/** Deletes a runner; what it did keeps its name. */
export const deleteRunner = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('runners').where('id', '=', id).execute();
};
