/** SQL on `beacon_instances`. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { findLastAliasByColumns } from './beacon-aliases.ts';

/** A host that a beacon reaches, with the name that is shown of it; null for none. */
export interface BeaconInstanceRow {
  readonly address: string;
  readonly name: string;
  readonly can_access_docker: boolean;
  readonly last_seen_at: Date;
  readonly alias: string | null;
}

/** A host as a beacon reports it. */
export interface BeaconInstanceInsert {
  readonly address: string;
  readonly name: string;
  readonly canAccessDocker: boolean;
}

/** A beacon that reports an address, and what it says of it. */
export interface InstanceHolderRow {
  readonly beacon_id: string;
  readonly beacon_address: string;
  readonly address: string;
  readonly name: string;
  /** The level of whoever was asked about; null for none. */
  readonly level: number | null;
}

/** The beacons that report an instance of this address, oldest first, each with the level of this user on it. */
export const listInstanceHolders = async (
  db: Db,
  address: string,
  userId: string | null,
): Promise<InstanceHolderRow[]> => {
  const { rows } = await sql<InstanceHolderRow>`
    select b.id as beacon_id, b.address as beacon_address, i.address, i.name, p.level
    from beacon_instances i
    join beacons b on b.id = i.beacon_id
    left join beacon_permissions p on p.beacon_id = b.id and p.user_id = ${userId}
    where i.address = ${address}
    order by b.created_at, b.id`.execute(db);
  return rows;
};

/** The instances of a beacon in the order of their addresses. */
export const listBeaconInstances = (db: Db, beaconId: string): Promise<BeaconInstanceRow[]> =>
  db
    .selectFrom('beacon_instances as i')
    .select(['i.address', 'i.name', 'i.can_access_docker', 'i.last_seen_at'])
    .select(findLastAliasByColumns('i.beacon_id', 'i.address').as('alias'))
    .where('i.beacon_id', '=', beaconId)
    .orderBy('i.address')
    .execute();

/** Stores what a beacon reports; those that it does not name stay as they are. No address may be named twice. */
export const upsertBeaconInstances = async (
  trx: Trx,
  { beaconId, at }: { readonly beaconId: string; readonly at: Date },
  instances: readonly BeaconInstanceInsert[],
): Promise<void> => {
  if (instances.length === 0) return;
  await trx
    .insertInto('beacon_instances')
    .values(
      instances.map(({ address, name, canAccessDocker }) => ({
        beacon_id: beaconId,
        address,
        name,
        can_access_docker: canAccessDocker,
        last_seen_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['beacon_id', 'address']).doUpdateSet((excluded) => ({
        name: excluded.ref('excluded.name'),
        can_access_docker: excluded.ref('excluded.can_access_docker'),
        last_seen_at: excluded.ref('excluded.last_seen_at'),
      })),
    )
    .execute();
};

/** Keeps the instances of a beacon that were seen last, so many of them, and deletes the others with their aliases. */
export const deleteOldBeaconInstances = async (
  trx: Trx,
  beaconId: string,
  kept: number,
): Promise<void> => {
  await sql`
    with old as (
      delete from beacon_instances
      where beacon_id = ${beaconId} and address in (
        select address from beacon_instances where beacon_id = ${beaconId}
        order by last_seen_at desc, address offset ${kept}
      )
      returning address
    )
    delete from beacon_aliases a using old where a.beacon_id = ${beaconId} and a.address = old.address`.execute(
    trx,
  );
};

/** An instance that somebody may use. */
export interface UsableInstanceRow extends BeaconInstanceRow {
  readonly beacon_id: string;
  readonly beacon_address: string;
  readonly beacon_created_at: Date;
  readonly beacon_refreshed_at: Date;
  readonly level: number;
}

/** Where a page of instances begins: behind this one. */
export interface InstanceKey {
  readonly beaconCreatedAt: Date;
  readonly beaconId: string;
  readonly address: string;
}

const selectUsable = (db: Db, userId: string) =>
  db
    .selectFrom('beacon_permissions as p')
    .innerJoin('beacons as b', 'b.id', 'p.beacon_id')
    .innerJoin('beacon_instances as i', 'i.beacon_id', 'p.beacon_id')
    .select(['i.address', 'i.name', 'i.can_access_docker', 'i.last_seen_at', 'p.level'])
    .select(['b.id as beacon_id', 'b.address as beacon_address'])
    .select(['b.created_at as beacon_created_at', 'b.refreshed_at as beacon_refreshed_at'])
    .select(findLastAliasByColumns('i.beacon_id', 'i.address').as('alias'))
    .where('p.user_id', '=', userId);

/** One instance of a beacon that a user may use. */
export const findUsableInstanceByKey = (
  db: Db,
  userId: string,
  { beaconId, address }: Pick<InstanceKey, 'beaconId' | 'address'>,
): Promise<UsableInstanceRow | undefined> =>
  selectUsable(db, userId)
    .where('i.beacon_id', '=', beaconId)
    .where('i.address', '=', address)
    .executeTakeFirst();

/** The instances of all beacons that a user may use: those of the oldest beacon first, each in the order of their addresses. */
export const listUsableInstances = (
  db: Db,
  userId: string,
  page: { readonly after: InstanceKey | null; readonly limit: number },
): Promise<UsableInstanceRow[]> => {
  const { after } = page;
  let query = selectUsable(db, userId);
  if (after !== null)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('b.created_at', 'b.id', 'i.address'),
        '>',
        tuple(after.beaconCreatedAt, after.beaconId, after.address),
      ),
    );
  return query
    .orderBy('b.created_at')
    .orderBy('b.id')
    .orderBy('i.address')
    .limit(page.limit)
    .execute();
};
