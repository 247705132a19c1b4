/** Statements on `rollouts` and `rollout_uuids`: who is to get which update. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { allowLongStatements } from '../allow-long-statements.ts';
import type { GroupLimit } from '../group-limit.ts';
import type { UpdateKey } from './updates.ts';

/** A rollout, and the update that it gives. */
export interface RolloutRow {
  readonly id: string;
  /** The order in which rollouts were asked for; of two that a device fits, the later one counts. */
  readonly number: number;
  readonly update_id: string;
  readonly factory: string;
  readonly tag: string;
  readonly update_name: string;
  readonly name: string;
  readonly group_names: readonly string[];
  /** The groups that the author could give updates to; null for every device. */
  readonly author_groups: readonly string[] | null;
  /** Whether it is for every device that reports the tag. */
  readonly takes_all: boolean;
  readonly created_at: Date;
  readonly created_by: string;
  readonly committed_at: Date | null;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
}

const rows = (db: Db) =>
  db
    .selectFrom('rollouts as r')
    .innerJoin('updates as u', 'u.id', 'r.update_id')
    .select([
      'r.id',
      'r.number',
      'r.update_id',
      'u.factory',
      'u.tag',
      'u.name as update_name',
      'r.name',
      'r.group_names',
      'r.author_groups',
      'r.takes_all',
      'r.created_at',
      'r.created_by',
      'r.committed_at',
      'r.closed_at',
      'r.closed_by',
    ]);

/** Whoever is limited to groups sees the rollouts whose author was limited to some of these. */
const isVisible = (groups: GroupLimit) =>
  groups === null
    ? sql<boolean>`true`
    : sql<boolean>`(r.author_groups is not null and r.author_groups <@ ${[...groups]}::text[])`;

/** What names a rollout, and the groups that whoever asks is limited to. */
export interface RolloutKey extends UpdateKey {
  readonly rollout: string;
  readonly groups: GroupLimit;
}

/** The rollout of that name, if whoever asks sees it. */
export const findRolloutByKey = (
  db: Db,
  { factory, tag, name, rollout, groups }: RolloutKey,
): Promise<RolloutRow | undefined> =>
  rows(db)
    .where('u.factory', '=', factory)
    .where('u.tag', '=', tag)
    .where('u.name', '=', name)
    .where('r.name', '=', rollout)
    .where(isVisible(groups))
    .executeTakeFirst();

/** The rollout of that id. */
export const findRolloutById = (db: Db, id: string): Promise<RolloutRow | undefined> =>
  rows(db).where('r.id', '=', id).executeTakeFirst();

/** A page of the rollouts of an update, in the order in which they were asked for; of none where there is no such update. */
export const listRollouts = (
  db: Db,
  { factory, tag, name }: UpdateKey,
  page: {
    /** The number of the last one of the page before; 0 for the first page. */
    readonly after: number;
    readonly limit: number;
    readonly groups: GroupLimit;
  },
): Promise<RolloutRow[]> =>
  rows(db)
    .where('u.factory', '=', factory)
    .where('u.tag', '=', tag)
    .where('u.name', '=', name)
    .where('r.number', '>', page.after)
    .where(isVisible(page.groups))
    .orderBy('r.number')
    .limit(page.limit)
    .execute();

/**
 * Keeps everybody else from assigning devices, and from taking assignments away, until the commit. What comes in between,
 * and so the wait, may take minutes.
 */
export const lockRolloutTurn = async (trx: Trx): Promise<void> => {
  await allowLongStatements(trx);
  await sql`select from rollout_turn for update`.execute(trx);
};

/** What a rollout begins as. */
export interface NewRolloutRow {
  readonly id: string;
  readonly update_id: string;
  readonly name: string;
  readonly group_names: readonly string[];
  readonly author_groups: readonly string[] | null;
  readonly takes_all?: boolean;
  readonly created_at: Date;
  readonly created_by: string;
}

/** Inserts a rollout that waits to be committed; false when its update has one of that name. */
export const insertRollout = async (trx: Trx, rollout: NewRolloutRow): Promise<boolean> => {
  const inserted = await trx
    .insertInto('rollouts')
    .values({
      ...rollout,
      group_names: [...rollout.group_names],
      author_groups: rollout.author_groups === null ? null : [...rollout.author_groups],
    })
    .onConflict((conflict) => conflict.columns(['update_id', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/**
 * Notes the devices that a rollout names, each once. A denied device is not among them: its row is locked while this looks,
 * so that a denial comes before, or after and takes the name out again.
 */
export const insertRolloutUuids = async (
  trx: Trx,
  rolloutId: string,
  uuids: readonly string[],
): Promise<void> => {
  await sql`
    with held as materialized (
      select uuid, denied_at from devices where uuid = any(${[...uuids]}::uuid[]) order by uuid for key share
    )
    insert into rollout_uuids (rollout_id, device_uuid)
    select ${rolloutId}::uuid, named.uuid from (select distinct unnest(${[...uuids]}::uuid[])) as named (uuid)
    where not exists (select from held where held.uuid = named.uuid and held.denied_at is not null)`.execute(
    trx,
  );
};

/** The devices that a rollout names, by UUID; those alone that are in the groups, for whoever is limited to some. */
export const listRolloutUuids = async (
  db: Db,
  rolloutId: string,
  { groups, limit }: { readonly groups: GroupLimit; readonly limit: number },
): Promise<string[]> => {
  const isSeen =
    groups === null
      ? sql`true`
      : sql`exists (select from devices d where d.uuid = n.device_uuid and d.group_name = any(${[...groups]}::text[]))`;
  const { rows: found } = await sql<{ uuid: string }>`
    select n.device_uuid as uuid from rollout_uuids n
    where n.rollout_id = ${rolloutId} and ${isSeen}
    order by n.device_uuid limit ${limit}`.execute(db);
  return found.map((row) => row.uuid);
};

/** The rollouts that wait to be committed, but for some, in the order in which they were asked for. */
export const listPendingRollouts = (
  db: Db,
  { without, limit }: { readonly without: readonly string[]; readonly limit: number },
): Promise<RolloutRow[]> =>
  rows(db)
    .where('r.committed_at', 'is', null)
    .where(sql<boolean>`not (r.id = any(${[...without]}::uuid[]))`)
    .orderBy('r.number')
    .limit(limit)
    .execute();

/** Notes that the devices which fitted a rollout at first are assigned. */
export const updateRolloutAsCommitted = async (
  trx: Trx,
  id: string,
  committedAt: Date,
): Promise<void> => {
  await trx
    .updateTable('rollouts')
    .set({ committed_at: committedAt })
    .where('id', '=', id)
    .execute();
};

/** From now on the rollout takes no more devices; false where it did not before. */
export const updateRolloutAsClosed = async (
  trx: Trx,
  id: string,
  closing: { readonly closed_at: Date; readonly closed_by: string },
): Promise<boolean> => {
  const result = await trx
    .updateTable('rollouts')
    .set(closing)
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
};

/** Deletes a rollout, and what is known of the devices that it named and had. */
export const deleteRollout = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('rollouts').where('id', '=', id).execute();
};

/** How many rollouts for every device an update ever had. */
export const countRolloutsToAll = async (db: Db, updateId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('rollouts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('update_id', '=', updateId)
    .where('takes_all', '=', true)
    .executeTakeFirstOrThrow();
  return count;
};

/** The rollouts for every device of an update that are not closed. */
export const listRolloutsToAll = (
  db: Db,
  updateId: string,
): Promise<{ readonly id: string; readonly name: string }[]> =>
  db
    .selectFrom('rollouts')
    .select(['id', 'name'])
    .where('update_id', '=', updateId)
    .where('takes_all', '=', true)
    .where('closed_at', 'is', null)
    .orderBy('number')
    .execute();
