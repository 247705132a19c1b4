/** Statements about the row that identifies a device. */
import { sql } from 'kysely';
import type { Db, Labels, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';
import { configurationTime } from '../configuration-time.ts';

/** A device that is not denied, with what it last reported and the newest of its live keys. */
export interface DeviceRow {
  uuid: string;
  factory: string;
  is_production: boolean;
  created_at: Date;
  labels: Labels;
  update_name: string | null;
  last_seen_at: Date | null;
  target_name: string | null;
  tag: string | null;
  ostree_hash: string | null;
  apps: string | null;
  spki: Buffer | null;
  /** The name of its owner. */
  owner: string | null;
  registered_by: string | null;
}

/** The rows of devices that are not denied. */
const deviceRows = (db: Db) =>
  db
    .selectFrom('devices as d')
    .leftJoin('device_check_ins as c', 'c.device_uuid', 'd.uuid')
    .leftJoin('updates as u', 'u.id', 'd.update_id')
    .leftJoin('users as o', 'o.id', 'd.owner_id')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('device_keys')
          .select('spki')
          .whereRef('device_uuid', '=', 'd.uuid')
          .where('state', '=', 'live')
          .orderBy('created_at', 'desc')
          .orderBy('spki_sha256')
          .limit(1)
          .as('k'),
      (join) => join.onTrue(),
    )
    .select([
      'd.uuid',
      'd.factory',
      'd.is_production',
      'd.created_at',
      'd.labels',
      'd.registered_by',
      'o.username as owner',
      'u.name as update_name',
      'c.last_seen_at',
      'c.target_name',
      'c.tag',
      'c.ostree_hash',
      'c.apps',
      'k.spki',
    ])
    .where('d.denied_at', 'is', null);

/** The device of that UUID; none if it is denied, or in no group of the limit. */
export const findDeviceByUuid = (
  db: Db,
  uuid: string,
  groups: GroupLimit = null,
): Promise<DeviceRow | undefined> =>
  deviceRows(db)
    .where('d.uuid', '=', uuid)
    .where(isWithin(sql.ref('d.group_name'), groups))
    .executeTakeFirst();

/** The UUID of the device of that name; none if it is denied, or in no group of the limit. */
export const findDeviceUuidByName = async (
  db: Db,
  name: string,
  groups: GroupLimit = null,
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('devices')
    .select('uuid')
    .where('name', '=', name)
    .where('denied_at', 'is', null)
    .where(isWithin(sql.ref('group_name'), groups))
    .executeTakeFirst();
  return row?.uuid;
};

/** Those of the devices that are not denied, in no order. */
export const listDevicesByUuids = async (db: Db, uuids: readonly string[]): Promise<DeviceRow[]> =>
  uuids.length === 0
    ? []
    : deviceRows(db)
        .where(sql<boolean>`d.uuid = any(${[...uuids]}::uuid[])`)
        .execute();

/** What a change of a device needs to know of it. */
export interface LockedDeviceRow {
  uuid: string;
  generation: number;
  factory: string;
  labels: Labels;
  update_id: string | null;
  denied_at: Date | null;
  denied_by: string | null;
  denial_reason: string | null;
}

/**
 * Locks the device against every other change, and against writes of its own connections, until the commit. None if it is
 * in no group of the limit; a denied one counts as in the group that it was in when it was denied.
 */
export const lockDeviceByUuid = (
  trx: Trx,
  uuid: string,
  groups: GroupLimit = null,
): Promise<LockedDeviceRow | undefined> =>
  trx
    .selectFrom('devices')
    .select([
      'uuid',
      'generation',
      'factory',
      'labels',
      'update_id',
      'denied_at',
      'denied_by',
      'denial_reason',
    ])
    .where('uuid', '=', uuid)
    .where(isWithin(sql`coalesce(group_name, denied_group_name)`, groups))
    .forUpdate()
    .executeTakeFirst();

/** What a new device starts with. */
export interface NewDeviceRow {
  uuid: string;
  factory: string;
  device_ca_id: string | null;
  is_production: boolean;
  created_at: Date;
  /** None unless given. */
  labels?: Labels;
  owner_id?: string | null;
  registered_by?: string | null;
}

/**
 * Inserts a device; false, with nothing done, if there is one of that UUID. The index `devices_name_unique` refuses a name
 * that another device has.
 */
export const insertDevice = async (trx: Trx, device: NewDeviceRow): Promise<boolean> => {
  const result = await trx
    .insertInto('devices')
    .values(device)
    .onConflict((conflict) => conflict.column('uuid').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
};

const nextGeneration = sql<number>`nextval('device_generations')`;

/** A denial, and the hashes of the keys that it makes former ones. */
export interface DenialRow {
  denied_at: Date;
  denied_by: string;
  denial_reason: string | null;
  former_key_hashes: readonly Buffer[];
}

/**
 * Marks a device as denied, under a new generation, and clears what a denial destroys in this row, but for the group that
 * it was in. Its former keys come to those of earlier denials. A device that was ever to be given a configuration is given
 * what is left of it when it comes back.
 */
export const updateDeviceAsDenied = async (
  trx: Trx,
  uuid: string,
  { former_key_hashes: hashes, ...denial }: DenialRow,
): Promise<void> => {
  await trx
    .updateTable('devices')
    .set({
      ...denial,
      former_key_hashes: sql<Buffer[]>`array(
        select distinct hash from unnest(former_key_hashes || ${hashes}::bytea[]) as former (hash) order by hash
      )`,
      generation: nextGeneration,
      labels: {},
      denied_group_name: sql<string | null>`group_name`,
      layers_changed_at: sql<number | null>`case when ${configurationTime('devices')} is not null
        then greatest(extract(epoch from ${denial.denied_at}::timestamptz)::bigint, 1 + ${configurationTime('devices')}) end`,
      update_id: null,
      rollout_id: null,
      owner_id: null,
    })
    .where('uuid', '=', uuid)
    .execute();
};

/**
 * Takes the denial from a device, under a new generation. Its former keys stay noted. Where it was ever given a configuration
 * it notices the one that is left, whose time is later than any before: under `lockSharedConfigurationClock`.
 */
export const updateDeviceAsUndenied = async (
  trx: Trx,
  uuid: string,
  nowSeconds: number,
): Promise<void> => {
  await trx
    .updateTable('devices')
    .set({
      generation: nextGeneration,
      denied_at: null,
      denied_by: null,
      denial_reason: null,
      denied_group_name: null,
      layers_changed_at: sql<number | null>`case when layers_changed_at is not null
        then greatest(${nowSeconds}::bigint, 1 + ${configurationTime('devices')}) end`,
    })
    .where('uuid', '=', uuid)
    .execute();
};

/** Deletes a device with its keys and its check-in. */
export const deleteDevice = async (trx: Trx, uuid: string): Promise<void> => {
  await trx.deleteFrom('devices').where('uuid', '=', uuid).execute();
};

/** Replaces the labels. The index `devices_name_unique` refuses a name that another device has. */
export const updateDeviceLabels = async (
  trx: Trx,
  uuid: string,
  change: { labels: Labels; layers_changed_at?: number },
): Promise<void> => {
  await trx.updateTable('devices').set(change).where('uuid', '=', uuid).execute();
};

/** Gives a device to somebody else; null for nobody. */
export const updateDeviceOwner = async (
  trx: Trx,
  uuid: string,
  ownerId: string | null,
): Promise<void> => {
  await trx.updateTable('devices').set({ owner_id: ownerId }).where('uuid', '=', uuid).execute();
};
