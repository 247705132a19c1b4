/** Statements about how far targets have become updates. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { PublicationState } from '../tables/targets.ts';

/** A target and a tag of it. */
export interface PublicationKey {
  readonly factory: string;
  readonly name: string;
  readonly tag: string;
}

/** How far a target has become an update of a tag. */
export interface PublicationRow extends PublicationKey {
  readonly state: PublicationState;
  readonly generation: number;
  readonly requested_at: Date;
  readonly attempts: number;
  readonly attempt_at: Date;
  readonly reason: string | null;
  readonly published_at: Date | null;
  readonly update_id: string | null;
}

const columns = [
  'factory',
  'name',
  'tag',
  'state',
  'generation',
  'requested_at',
  'attempts',
  'attempt_at',
  'reason',
  'published_at',
  'update_id',
] as const;

/** The publications of a factory, or of one target of it, by name and tag. */
export const listPublications = (
  db: Db,
  factory: string,
  names: readonly string[],
): Promise<PublicationRow[]> =>
  db
    .selectFrom('target_publications')
    .select(columns)
    .where('factory', '=', factory)
    .where(sql<boolean>`name = any(${[...names]}::text[])`)
    .orderBy('name')
    .orderBy('tag')
    .execute();

/** A statement has a bounded number of parameters. */
const batchMax = 1_000;

/** Asks for publications, however many, at once; of one that was asked for before, again. */
export const upsertPublications = async (
  trx: Trx,
  keys: readonly PublicationKey[],
  at: Date,
): Promise<void> => {
  for (let start = 0; start < keys.length; start += batchMax)
    await upsertBatch(trx, keys.slice(start, start + batchMax), at);
};

const upsertBatch = async (trx: Trx, keys: readonly PublicationKey[], at: Date): Promise<void> => {
  await trx
    .insertInto('target_publications')
    .values(
      keys.map(({ factory, name, tag }) => ({
        factory,
        name,
        tag,
        state: 'pending' as const,
        requested_at: at,
        attempt_at: at,
        reason: null,
        published_at: null,
        update_id: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['factory', 'name', 'tag']).doUpdateSet((eb) => ({
        state: 'pending' as const,
        generation: sql<number>`target_publications.generation + 1`,
        requested_at: eb.ref('excluded.requested_at'),
        attempt_at: eb.ref('excluded.attempt_at'),
        attempts: 0,
        reason: null,
      })),
    )
    .execute();
};

/** Says that publications are no longer wanted. */
export const updatePublicationsAsWithdrawing = async (
  trx: Trx,
  keys: readonly PublicationKey[],
  at: Date,
): Promise<void> => {
  for (const { factory, name, tag } of keys)
    await trx
      .updateTable('target_publications')
      .set({
        state: 'withdrawing',
        generation: sql<number>`generation + 1`,
        attempts: 0,
        attempt_at: at,
        reason: null,
      })
      .where('factory', '=', factory)
      .where('name', '=', name)
      .where('tag', '=', tag)
      .execute();
};

/**
 * Takes the publication that has waited longest for its time: nobody else takes it before `until`. Undefined where none is
 * due.
 */
export const updateDuePublication = async (
  db: Db,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<PublicationRow | undefined> => {
  const { rows } = await sql<PublicationRow>`
    update target_publications p set attempt_at = ${until}, attempts = p.attempts + 1
    from (
      select factory, name, tag from target_publications
      where state <> 'published' and attempt_at <= ${now}
      order by attempt_at, factory, name, tag limit 1 for update skip locked
    ) due
    where p.factory = due.factory and p.name = due.name and p.tag = due.tag
    returning p.factory, p.name, p.tag, p.state, p.generation, p.requested_at, p.attempts, p.attempt_at, p.reason,
      p.published_at, p.update_id`.execute(db);
  return rows[0];
};

const isThisOne = ({ factory, name, tag, generation }: PublicationRow) =>
  sql<boolean>`factory = ${factory} and name = ${name} and tag = ${tag} and generation = ${generation}`;

/** Locks a publication that was taken; false where the target has changed meanwhile. */
export const lockPublication = async (trx: Trx, taken: PublicationRow): Promise<boolean> => {
  const row = await trx
    .selectFrom('target_publications')
    .select('name')
    .where(isThisOne(taken))
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
};

/** What became of an attempt. */
export interface AttemptEnd {
  readonly state: PublicationState;
  readonly reason: string | null;
  /** Of one that is to be tried again: when. */
  readonly attempt_at?: Date;
  readonly published_at?: Date;
  readonly update_id?: string;
}

/** Notes the end of an attempt, unless the target has changed meanwhile. */
export const updatePublication = async (
  db: Db,
  taken: PublicationRow,
  end: AttemptEnd,
): Promise<void> => {
  await db.updateTable('target_publications').set(end).where(isThisOne(taken)).execute();
};

/** Keeps a publication that was taken from others for longer. */
export const updatePublicationLease = async (
  db: Db,
  taken: PublicationRow,
  until: Date,
): Promise<void> => {
  await db
    .updateTable('target_publications')
    .set({ attempt_at: until })
    .where(isThisOne(taken))
    .execute();
};

/** Forgets a publication that is not wanted. */
export const deletePublication = async (trx: Trx, taken: PublicationRow): Promise<void> => {
  await trx.deleteFrom('target_publications').where(isThisOne(taken)).execute();
};

/**
 * Has those publications of a target tried at once that wait or failed, and those whose update somebody has deleted; answers how
 * many.
 */
export const updatePublicationsAsDue = async (
  trx: Trx,
  { factory, name }: Omit<PublicationKey, 'tag'>,
  at: Date,
): Promise<number> => {
  const { numAffectedRows } = await sql`
    update target_publications
    set attempt_at = ${at}, attempts = 0, state = case when state = 'published' then 'pending' else state end
    where factory = ${factory} and name = ${name}
      and (state in ('pending', 'failed') or state = 'published' and update_id is null)`.execute(
    trx,
  );
  return Number(numAffectedRows ?? 0);
};

/** The name of a target of a higher version that was published for the tag, or is about to be for the first time. */
export const findNewerTargetByTag = async (
  db: Db,
  {
    factory,
    tag,
    version,
  }: { readonly factory: string; readonly tag: string; readonly version: number },
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('target_publications as p')
    .innerJoin('targets as t', (join) =>
      join.onRef('t.factory', '=', 'p.factory').onRef('t.name', '=', 'p.name'),
    )
    .select('p.name')
    .where('p.factory', '=', factory)
    .where('p.tag', '=', tag)
    .where('p.state', 'in', ['published', 'pending'])
    .where('t.version', '>', version)
    .limit(1)
    .executeTakeFirst();
  return row?.name;
};
