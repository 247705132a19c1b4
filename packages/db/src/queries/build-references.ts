/** Statements about where references were when a build was last considered, and how they came there. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Which repository. */
export interface RepositoryKey {
  readonly factory: string;
  readonly repository: string;
}

/** Which reference. */
export interface ReferenceKey extends RepositoryKey {
  readonly ref: string;
}

/** Where a reference is, or is going. */
export interface ReferenceHead {
  readonly ref: string;
  readonly commit: string;
}

/** From where to where it moved; 40 or 64 zeros for nowhere. */
export interface ReferenceMove {
  readonly old: string;
  readonly new: string;
}

/** Where the references of a repository were last seen, by name. */
export const listSeenReferences = async (
  db: Db,
  { factory, repository }: RepositoryKey,
): Promise<Map<string, string>> => {
  const rows = await db
    .selectFrom('build_references')
    .select(['ref', 'commit_id'])
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .execute();
  return new Map(rows.map((row) => [row.ref, row.commit_id]));
};

/** The names of locks of what was seen of a repository, and of one reference of it. */
const lockOf = (...names: readonly string[]) =>
  sql`hashtextextended(${JSON.stringify(['build_references', ...names])}, 0)`;

/** Locks what was seen of all references of a repository, before any other lock. */
export const lockSeenReferences = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${lockOf(factory, repository)})`.execute(trx);
};

/** Locks where a reference was last seen, whether it ever was; undefined where it was not there. */
export const lockSeenReference = async (
  trx: Trx,
  key: ReferenceKey,
): Promise<string | undefined> => {
  const { factory, repository, ref } = key;
  await sql`select pg_advisory_xact_lock_shared(${lockOf(factory, repository)})`.execute(trx);
  await sql`select pg_advisory_xact_lock(${lockOf(factory, repository, ref)})`.execute(trx);
  const row = await trx
    .selectFrom('build_references')
    .select('commit_id')
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .where('ref', '=', ref)
    .executeTakeFirst();
  return row?.commit_id;
};

/** Notes where references are, each of them once. */
export const upsertSeenReferences = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
  heads: readonly ReferenceHead[],
): Promise<void> => {
  await sql`
    insert into build_references (factory, repository, ref, commit_id)
    select ${factory}, ${repository}, ref, commit_id
    from unnest(${heads.map(({ ref }) => ref)}::text[], ${heads.map(({ commit }) => commit)}::text[])
      as head (ref, commit_id)
    on conflict (factory, repository, ref) do update set commit_id = excluded.commit_id`.execute(
    trx,
  );
};

/** Notes that references are gone. */
export const deleteSeenReferences = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
  refs: readonly string[],
): Promise<void> => {
  await sql`
    delete from build_references
    where factory = ${factory} and repository = ${repository} and ref = any(${[...refs]}::text[])`.execute(
    trx,
  );
};

/** Notes moves, with the number of the build that they started, if any. */
export const insertBuildMoves = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
  {
    moves,
    buildId,
    at,
  }: {
    readonly moves: readonly (ReferenceMove & { readonly ref: string })[];
    readonly buildId: number | null;
    readonly at: Date;
  },
): Promise<void> => {
  await sql`
    insert into build_moves (factory, repository, ref, old_commit, new_commit, build_id, at)
    select ${factory}, ${repository}, ref, old_commit, new_commit, ${buildId}::integer, ${at}::timestamptz
    from unnest(
      ${moves.map((move) => move.ref)}::text[], ${moves.map((move) => move.old)}::text[],
      ${moves.map((move) => move.new)}::text[]
    ) as move (ref, old_commit, new_commit)`.execute(trx);
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
