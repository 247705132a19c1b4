/** SQL on `beacon_permissions`: who may use which beacon. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { findLastAliasByColumns } from './beacon-aliases.ts';

/** A beacon that somebody may use; the alias is null for none. */
export interface PermittedBeaconRow {
  readonly id: string;
  readonly address: string;
  readonly alias: string | null;
  readonly refreshed_at: Date;
  readonly level: number;
}

/** What somebody may do with a beacon. */
export interface BeaconPermissionRow {
  readonly user_id: string;
  readonly username: string;
  readonly level: number;
}

/** The pair that a permission is about. */
export interface BeaconUser {
  readonly beaconId: string;
  readonly userId: string;
}

/** The beacons that a user may use, in the order in which they were created. */
export const listPermittedBeacons = (db: Db, userId: string): Promise<PermittedBeaconRow[]> =>
  db
    .selectFrom('beacon_permissions as p')
    .innerJoin('beacons as b', 'b.id', 'p.beacon_id')
    .select(['b.id', 'b.address', 'b.refreshed_at', 'p.level'])
    .select(findLastAliasByColumns('b.id', 'b.address').as('alias'))
    .where('p.user_id', '=', userId)
    .orderBy('b.created_at')
    .orderBy('b.id')
    .execute();

/** Who may use a beacon, in the order of their names; people whose accounts are in use. */
export const listBeaconPermissions = (db: Db, beaconId: string): Promise<BeaconPermissionRow[]> =>
  db
    .selectFrom('beacon_permissions as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select(['p.user_id', 'u.username', 'p.level'])
    .where('p.beacon_id', '=', beaconId)
    .where('u.deactivated_at', 'is', null)
    .orderBy('u.username')
    .execute();

/** The level of a user on a beacon; null for none. */
export const findBeaconLevelByUser = async (
  db: Db,
  { beaconId, userId }: BeaconUser,
): Promise<number | null> => {
  const row = await db
    .selectFrom('beacon_permissions')
    .select('level')
    .where('beacon_id', '=', beaconId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.level ?? null;
};

/** Those of these pairs that have a level. */
export const listHeldBeaconLevels = async (
  db: Db,
  pairs: readonly BeaconUser[],
): Promise<BeaconUser[]> => {
  const { rows } = await sql<BeaconUser>`
    select p.beacon_id as "beaconId", p.user_id as "userId"
    from beacon_permissions p
    join unnest(
      ${pairs.map(({ beaconId }) => beaconId)}::uuid[],
      ${pairs.map(({ userId }) => userId)}::uuid[]
    ) asked (beacon_id, user_id) using (beacon_id, user_id)`.execute(db);
  return rows;
};

/** How many people whose accounts are in use own a beacon. */
export const countBeaconOwners = async (trx: Trx, beaconId: string): Promise<number> => {
  const { count } = await trx
    .selectFrom('beacon_permissions as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('p.beacon_id', '=', beaconId)
    .where('p.level', '=', 2)
    .where('u.deactivated_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
};

/** Gives a user a level on a beacon. */
export const upsertBeaconPermission = async (
  trx: Trx,
  { beaconId, userId }: BeaconUser,
  level: number,
): Promise<void> => {
  await trx
    .insertInto('beacon_permissions')
    .values({ beacon_id: beaconId, user_id: userId, level })
    .onConflict((conflict) => conflict.columns(['beacon_id', 'user_id']).doUpdateSet({ level }))
    .execute();
};

/** Takes a user's level on a beacon away. */
export const deleteBeaconPermission = async (
  trx: Trx,
  { beaconId, userId }: BeaconUser,
): Promise<void> => {
  await trx
    .deleteFrom('beacon_permissions')
    .where('beacon_id', '=', beaconId)
    .where('user_id', '=', userId)
    .execute();
};
