/** Statements about heads of branches that start no build by themselves. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { ReferenceHead, RepositoryKey } from './build-references.ts';

const headsOf = (heads: readonly ReferenceHead[]) =>
  sql`unnest(${heads.map(({ ref }) => ref)}::text[], ${heads.map(({ commit }) => commit)}::text[])
    as head (ref, commit_id)`;

/** Notes heads that start none. */
export const insertBuildOmissions = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
  { heads, at }: { readonly heads: readonly ReferenceHead[]; readonly at: Date },
): Promise<void> => {
  await sql`
    insert into build_omissions (factory, repository, ref, commit_id, at)
    select distinct ${factory}, ${repository}, ref, commit_id, ${at}::timestamptz from ${headsOf(heads)}
    on conflict (factory, repository, ref, commit_id) do update set at = excluded.at`.execute(trx);
};

/** Of these heads the names of those that start none. */
export const listBuildOmissions = async (
  db: Db,
  { factory, repository }: RepositoryKey,
  heads: readonly ReferenceHead[],
): Promise<Set<string>> => {
  const { rows } = await sql<{ ref: string }>`
    select ref from build_omissions join ${headsOf(heads)} using (ref, commit_id)
    where factory = ${factory} and repository = ${repository}`.execute(db);
  return new Set(rows.map(({ ref }) => ref));
};

/** Forgets that of these heads, which start one from now on. */
export const deleteBuildOmissions = async (
  trx: Trx,
  { factory, repository }: RepositoryKey,
  heads: readonly ReferenceHead[],
): Promise<void> => {
  await sql`
    delete from build_omissions o using ${headsOf(heads)}
    where o.factory = ${factory} and o.repository = ${repository}
      and o.ref = head.ref and o.commit_id = head.commit_id`.execute(trx);
};

/** Forgets what was noted of a repository before that time. */
export const deleteOldBuildOmissions = async (
  db: Db,
  { factory, repository }: RepositoryKey,
  before: Date,
): Promise<void> => {
  await db
    .deleteFrom('build_omissions')
    .where('factory', '=', factory)
    .where('repository', '=', repository)
    .where('at', '<', before)
    .execute();
};
