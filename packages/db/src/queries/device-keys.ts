/** Statements about the keys of devices. */
import { sql } from 'kysely';
import type { Db, KeyState, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

/** A key of a device. */
export interface DeviceKeyRow {
  device_uuid: string;
  spki_sha256: Buffer;
  spki: Buffer;
  state: KeyState;
  created_at: Date;
  last_presented_at: Date | null;
}

const columns = [
  'device_uuid',
  'spki_sha256',
  'spki',
  'state',
  'created_at',
  'last_presented_at',
] as const;

/** Every key of a device, oldest first. */
export const listDeviceKeysByDevice = (db: Db, uuid: string): Promise<DeviceKeyRow[]> =>
  db
    .selectFrom('device_keys')
    .select(columns)
    .where('device_uuid', '=', uuid)
    .orderBy('created_at')
    .orderBy('spki_sha256')
    .execute();

/**
 * The hashes of every key that ever admitted a device, or was announced to, those that a denial has cleared included; none
 * twice.
 */
export const listAdmittedKeyHashes = async (db: Db, uuid: string): Promise<Buffer[]> => {
  const { rows } = await sql<{ hash: Buffer }>`
    select spki_sha256 as hash from device_keys where device_uuid = ${uuid} and state <> 'pending'
    union
    select unnest(former_key_hashes) from devices where uuid = ${uuid}`.execute(db);
  return rows.map((row) => row.hash);
};

/** A place in a list that is ordered by device and key. */
export interface KeyPosition {
  readonly device_uuid: string;
  readonly spki_sha256: Buffer;
}

/**
 * A page of the keys that were presented and refused, by device and key, from the first one after `after`; with a limit,
 * those of devices in one of its groups.
 */
export const listPendingDeviceKeys = (
  db: Db,
  page: { after: KeyPosition | null; limit: number; groups?: GroupLimit },
): Promise<DeviceKeyRow[]> => {
  let query = db
    .selectFrom('device_keys')
    .select(columns)
    .where('state', '=', 'pending')
    .orderBy('device_uuid')
    .orderBy('spki_sha256')
    .limit(page.limit);
  const { groups = null } = page;
  if (groups !== null)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('devices as d')
          .whereRef('d.uuid', '=', 'device_keys.device_uuid')
          .where(isWithin(sql`coalesce(d.group_name, d.denied_group_name)`, groups)),
      ),
    );
  if (page.after !== null) {
    const { device_uuid: uuid, spki_sha256: hash } = page.after;
    query = query.where(sql<boolean>`(device_uuid, spki_sha256) > (${uuid}, ${hash})`);
  }
  return query.execute();
};

/** Inserts a key. */
export const insertDeviceKey = async (trx: Trx, key: DeviceKeyRow): Promise<void> => {
  await trx.insertInto('device_keys').values(key).execute();
};

/** Deletes every key of a device but the live one, and returns the hashes of those that were live or announced. */
export const deleteDeviceKeysButLive = async (trx: Trx, uuid: string): Promise<Buffer[]> => {
  const deleted = await trx
    .deleteFrom('device_keys')
    .where('device_uuid', '=', uuid)
    .where('state', '<>', 'live')
    .returning(['spki_sha256', 'state'])
    .execute();
  return deleted.filter(({ state }) => state !== 'pending').map((key) => key.spki_sha256);
};
