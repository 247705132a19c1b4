/** Statements about updates: what there is for which tag, and which devices are assigned to it. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { reportedTags } from '../reported-tags.ts';
import type { SigningOrigin } from '../tables/metadata.ts';

/** By what an update is known to people. */
export interface UpdateKey {
  readonly factory: string;
  readonly tag: string;
  readonly name: string;
}

/** What an upload leaves. */
export interface NewUpdateRow extends UpdateKey {
  readonly id: string;
  readonly uploaded_at: Date;
  readonly uploaded_by: string;
}

/** An update with what is known beside it. */
export interface UpdateRow extends NewUpdateRow {
  /** Whose metadata it has, and when the first of it expires; null while there is none. */
  readonly metadata_origin: SigningOrigin | null;
  readonly metadata_expires_at: Date | null;
  /** Devices, none of them denied, that are assigned to it and report its tag. */
  readonly device_count: number;
}

/** A line of the list of updates. */
export type UpdateListRow = Pick<
  UpdateRow,
  'id' | 'tag' | 'name' | 'uploaded_at' | 'uploaded_by' | 'device_count'
>;

/** A place in the list. */
export interface UpdatePosition {
  readonly tag: string;
  readonly uploadedAt: Date;
  readonly name: string;
}

const deviceCount = sql<number>`(
  select count(*)::int from devices d join device_check_ins c on c.device_uuid = d.uuid
  where d.update_id = u.id and d.denied_at is null and u.tag = any(${reportedTags(sql`c.tag`)})
)`;

/** The update of this name. */
export const findUpdateByKey = (
  db: Db,
  { factory, tag, name }: UpdateKey,
): Promise<UpdateRow | undefined> =>
  db
    .selectFrom('updates as u')
    .leftJoin('update_signings as s', 's.update_id', 'u.id')
    .select([
      'u.id',
      'u.factory',
      'u.tag',
      'u.name',
      'u.uploaded_at',
      'u.uploaded_by',
      's.origin as metadata_origin',
      's.expires_at as metadata_expires_at',
      deviceCount.as('device_count'),
    ])
    .where('u.factory', '=', factory)
    .where('u.tag', '=', tag)
    .where('u.name', '=', name)
    .executeTakeFirst();

/** A page of the updates of a factory, or of one tag of it: by tag, then by age, oldest first, then by name. */
export const listUpdates = (
  db: Db,
  page: {
    readonly factory: string;
    readonly tag: string | null;
    readonly after: UpdatePosition | null;
    readonly limit: number;
  },
): Promise<UpdateListRow[]> => {
  const { factory, tag, after, limit } = page;
  return db
    .selectFrom('updates as u')
    .select(['u.id', 'u.tag', 'u.name', 'u.uploaded_at', 'u.uploaded_by'])
    .select(deviceCount.as('device_count'))
    .where('u.factory', '=', factory)
    .$if(tag !== null, (query) => query.where('u.tag', '=', tag!))
    .$if(after !== null, (query) =>
      query.where(
        sql<boolean>`(u.tag, u.uploaded_at, u.name) > (${after!.tag}, ${after!.uploadedAt}, ${after!.name})`,
      ),
    )
    .orderBy('u.tag')
    .orderBy('u.uploaded_at')
    .orderBy('u.name')
    .limit(limit)
    .execute();
};

/** The id of the update of this name, which nobody can be assigned to until the transaction ends. */
export const lockUpdateByKey = async (
  trx: Trx,
  { factory, tag, name }: UpdateKey,
): Promise<string | undefined> => {
  const row = await trx
    .selectFrom('updates')
    .select('id')
    .where('factory', '=', factory)
    .where('tag', '=', tag)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
  return row?.id;
};

/** The id of the update of this name, which nobody deletes until the transaction ends. */
export const lockSharedUpdateByKey = async (
  trx: Trx,
  { factory, tag, name }: UpdateKey,
): Promise<string | undefined> => {
  const row = await trx
    .selectFrom('updates')
    .select('id')
    .where('factory', '=', factory)
    .where('tag', '=', tag)
    .where('name', '=', name)
    .forKeyShare()
    .executeTakeFirst();
  return row?.id;
};

/** How many devices are assigned to it, whatever they report; of many only that there are some. */
export const countAssignedDevices = async (db: Db, updateId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (select from devices where update_id = ${updateId} limit 1000) d`.execute(
    db,
  );
  return rows[0]!.count;
};

/** Inserts an update; false when there is one of its name. Waits for an upload of the same name that is being committed. */
export const insertUpdate = async (trx: Trx, update: NewUpdateRow): Promise<boolean> => {
  const inserted = await trx
    .insertInto('updates')
    .values(update)
    .onConflict((conflict) => conflict.columns(['factory', 'tag', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/** Deletes an update with the list of its files. */
export const deleteUpdate = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('updates').where('id', '=', id).execute();
};

/**
 * The version of the next target of the tag: the one that is wanted, or the first that no target of it ever had. Nobody
 * else gets one for this tag until the transaction ends.
 */
export const upsertUpdateTag = async (
  trx: Trx,
  { factory, tag }: Pick<UpdateKey, 'factory' | 'tag'>,
  wanted: number | null,
): Promise<number> => {
  const { rows } = await sql<{ version: number }>`
    insert into update_tags as t (factory, tag, last_version)
    values (${factory}, ${tag}, coalesce(${wanted}::bigint, 1))
    on conflict (factory, tag) do update
      set last_version = greatest(t.last_version, coalesce(${wanted}::bigint, t.last_version + 1))
    returning coalesce(${wanted}::bigint, last_version)::float8 as version`.execute(trx);
  return rows[0]!.version;
};
