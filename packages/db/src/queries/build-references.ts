/** Statements about where references were when a build was last considered, and how they came there. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Which reference. */
export interface ReferenceKey {
  readonly factory: string;
  readonly repository: string;
  readonly ref: string;
}

/** From where to where it moved; 40 or 64 zeros for nowhere. */
export interface ReferenceMove {
  readonly old: string;
  readonly new: string;
}

/** Where the references of a repository were last seen, by name. */
export const listSeenReferences = async (
  db: Db,
  { factory, repository }: Omit<ReferenceKey, 'ref'>,
): Promise<Map<string, string>> => {
  const rows = await db
    .selectFrom('build_references')
    .select(['ref', 'commit_id'])
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .execute();
  return new Map(rows.map((row) => [row.ref, row.commit_id]));
};

/** Locks where a reference was last seen, whether it ever was; undefined where it was not there. */
export const lockSeenReference = async (
  trx: Trx,
  key: ReferenceKey,
): Promise<string | undefined> => {
  const { factory, repository, ref } = key;
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify([
    'build_references',
    factory,
    repository,
    ref,
  ])}, 0))`.execute(trx);
  const row = await trx
    .selectFrom('build_references')
    .select('commit_id')
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .where('ref', '=', ref)
    .executeTakeFirst();
  return row?.commit_id;
};

/** Notes where a reference is. */
export const upsertSeenReference = async (
  trx: Trx,
  { factory, repository, ref }: ReferenceKey,
  commit: string,
): Promise<void> => {
  await trx
    .insertInto('build_references')
    .values({ factory, repository, ref, commit_id: commit })
    .onConflict((conflict) =>
      conflict.columns(['factory', 'repository', 'ref']).doUpdateSet({ commit_id: commit }),
    )
    .execute();
};

/** Notes that a reference is gone. */
export const deleteSeenReference = async (
  trx: Trx,
  { factory, repository, ref }: ReferenceKey,
): Promise<void> => {
  await trx
    .deleteFrom('build_references')
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .where('ref', '=', ref)
    .execute();
};

/** Notes a move, with the number of the build that it started, if any. */
export const insertBuildMove = async (
  trx: Trx,
  { factory, repository, ref }: ReferenceKey,
  move: ReferenceMove & { readonly buildId: number | null; readonly at: Date },
): Promise<void> => {
  await trx
    .insertInto('build_moves')
    .values({
      factory,
      repository,
      ref,
      old_commit: move.old,
      new_commit: move.new,
      build_id: move.buildId,
      at: move.at,
    })
    .execute();
};

/** What is known of a move that comes out of turn: the number of its build, and whether a later one began where it ended. */
export const findBuildMoveByReference = async (
  trx: Trx,
  { factory, repository, ref }: ReferenceKey,
  move: ReferenceMove,
): Promise<{ isKnown: boolean; build_id: number | null; isOvertaken: boolean }> => {
  const { rows } = await sql<{ isKnown: boolean; build_id: number | null; isOvertaken: boolean }>`
    select
      coalesce(bool_or(old_commit = ${move.old} and new_commit = ${move.new}), false) as "isKnown",
      max(build_id) filter (where old_commit = ${move.old} and new_commit = ${move.new}) as build_id,
      coalesce(bool_or(old_commit = ${move.new}), false) as "isOvertaken"
    from build_moves
    where factory = ${factory} and repository = ${repository} and ref = ${ref}`.execute(trx);
  return rows[0]!;
};

/** Forgets moves from before that time, at most so many. */
export const deleteOldBuildMoves = async (
  db: Db,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from build_moves where ctid in (
      select ctid from build_moves where at < ${before} limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows);
};
