/** Statements about devices that wait for an operator before they may enrol. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { KeyPosition } from './device-keys.ts';

/** A device and key that wait. */
export interface PendingEnrolmentRow {
  device_uuid: string;
  spki_sha256: Buffer;
  spki: Buffer;
  device_ca_id: string;
  factory: string;
  is_production: boolean;
  remote_address: string;
  first_presented_at: Date;
  last_presented_at: Date;
}

const columns = [
  'device_uuid',
  'spki_sha256',
  'spki',
  'device_ca_id',
  'factory',
  'is_production',
  'remote_address',
  'first_presented_at',
  'last_presented_at',
] as const;

/**
 * A page of what waits, by device and key, from the first one after `after`. A device that exists waits for nothing: what
 * a connection recorded while its enrolment was being approved is left out.
 */
export const listPendingEnrolments = (
  db: Db,
  page: { after: KeyPosition | null; limit: number },
): Promise<PendingEnrolmentRow[]> => {
  let query = db
    .selectFrom('pending_enrolments')
    .select(columns)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('devices')
            .select('devices.uuid')
            .whereRef('devices.uuid', '=', 'pending_enrolments.device_uuid'),
        ),
      ),
    )
    .orderBy('device_uuid')
    .orderBy('spki_sha256')
    .limit(page.limit);
  if (page.after !== null) {
    const { device_uuid: uuid, spki_sha256: hash } = page.after;
    query = query.where(sql<boolean>`(device_uuid, spki_sha256) > (${uuid}, ${hash})`);
  }
  return query.execute();
};

/** Locks all that waits under a UUID, always in the same order. */
export const lockPendingEnrolmentsByDevice = (
  trx: Trx,
  uuid: string,
): Promise<PendingEnrolmentRow[]> =>
  trx
    .selectFrom('pending_enrolments')
    .select(columns)
    .where('device_uuid', '=', uuid)
    .orderBy('spki_sha256')
    .forUpdate()
    .execute();

/** Deletes all that waits under a UUID. */
export const deletePendingEnrolmentsByDevice = async (trx: Trx, uuid: string): Promise<void> => {
  await trx.deleteFrom('pending_enrolments').where('device_uuid', '=', uuid).execute();
};
