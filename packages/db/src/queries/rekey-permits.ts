/** Statements about permits to come back with another key. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A permit. */
export interface RekeyPermitRow {
  id: string;
  device_uuid: string;
  spki_sha256: Buffer | null;
  reason: string | null;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  used_at: Date | null;
  used_spki_sha256: Buffer | null;
  revoked_at: Date | null;
  revoked_by: string | null;
}

/** What a permit starts with. */
export type NewRekeyPermitRow = Pick<
  RekeyPermitRow,
  'id' | 'device_uuid' | 'spki_sha256' | 'reason' | 'created_at' | 'created_by' | 'expires_at'
>;

/** Who takes a permit back, and when. */
export interface RekeyPermitRevocation {
  readonly revoked_at: Date;
  readonly revoked_by: string;
}

const columns = [
  'id',
  'device_uuid',
  'spki_sha256',
  'reason',
  'created_at',
  'created_by',
  'expires_at',
  'used_at',
  'used_spki_sha256',
  'revoked_at',
  'revoked_by',
] as const;

/** Inserts a permit and returns it. */
export const insertRekeyPermit = (trx: Trx, permit: NewRekeyPermitRow): Promise<RekeyPermitRow> =>
  trx.insertInto('rekey_permits').values(permit).returning(columns).executeTakeFirstOrThrow();

/** A place in the list of a device's permits. */
export interface RekeyPermitPosition {
  readonly created_at: Date;
  readonly id: string;
}

/** A page of the permits of a device, newest first, from the first one after `after`. */
export const listRekeyPermitsByDevice = (
  db: Db,
  page: { deviceUuid: string; after: RekeyPermitPosition | null; limit: number },
): Promise<RekeyPermitRow[]> => {
  let query = db
    .selectFrom('rekey_permits')
    .select(columns)
    .where('device_uuid', '=', page.deviceUuid)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.after !== null) {
    const { created_at: at, id } = page.after;
    query = query.where(sql<boolean>`(created_at, id) < (${at}, ${id})`);
  }
  return query.execute();
};

/** Locks one permit of a device. */
export const lockRekeyPermitById = (
  trx: Trx,
  permit: { deviceUuid: string; id: string },
): Promise<RekeyPermitRow | undefined> =>
  trx
    .selectFrom('rekey_permits')
    .select(columns)
    .where('id', '=', permit.id)
    .where('device_uuid', '=', permit.deviceUuid)
    .forUpdate()
    .executeTakeFirst();

/** Takes a permit back. */
export const updateRekeyPermitAsRevoked = async (
  trx: Trx,
  id: string,
  revocation: RekeyPermitRevocation,
): Promise<void> => {
  await trx.updateTable('rekey_permits').set(revocation).where('id', '=', id).execute();
};

/** Takes back every permit of a device that was neither used nor taken back, even one that seems to have ended. */
export const updateOpenRekeyPermitsAsRevoked = async (
  trx: Trx,
  deviceUuid: string,
  revocation: RekeyPermitRevocation,
): Promise<void> => {
  await trx
    .updateTable('rekey_permits')
    .set(revocation)
    .where('device_uuid', '=', deviceUuid)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
};

/** A key that was presented for a device which has another one, under a CA of that id. */
export interface RekeyedDevice {
  readonly uuid: string;
  readonly deviceCaId: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  readonly address: string;
}

/**
 * Uses up one open permit that fits, and makes the key the only live one of its device: all or nothing, in a transaction
 * of its own. The key that was live is retired, and one that was announced; keys that waited are gone; the device has a
 * new generation; there is an audit record, and gateways are told. Null, with nothing changed, without such a permit, and
 * for a denied device, a purged key, a key that is live already, and a CA that is retired or of another factory. A permit
 * ends by the clock of the database. Rejects when the device is locked by somebody else for a second.
 */
export const updateRekeyPermitAsUsed = async (
  db: Db,
  rekeyed: RekeyedDevice,
): Promise<string | null> => {
  const { uuid, deviceCaId, spki, address } = rekeyed;
  const { rows } = await sql<{ permit: string | null }>`
    select use_rekey_permit(${uuid}::uuid, ${deviceCaId}::uuid, ${spki}::bytea, ${address}::text) as permit`.execute(
    db,
  );
  return rows[0]?.permit ?? null;
};
