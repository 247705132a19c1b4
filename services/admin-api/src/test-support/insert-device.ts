/** Devices for tests, put into the store without a handshake. */
import { createHash, randomUUID } from 'node:crypto';
import {
  type Db,
  insertDevice as insertDeviceRow,
  insertDeviceCheckIn,
  insertDeviceKey,
  inTransaction,
  type KeyState,
  type Labels,
} from '@moorgate/db';
import { createKeyPair } from '@moorgate/testing';

/** What a device starts with. */
export interface NewTestDevice {
  readonly uuid?: string;
  readonly labels?: Labels;
  readonly createdAt?: Date;
  /** What it reported, and when; a device without was never seen. */
  readonly checkIn?: {
    readonly last_seen_at: Date;
    readonly target_name?: string;
    readonly tag?: string;
    readonly ostree_hash?: string;
    readonly apps?: string;
  };
  /** One key for each state; a live one unless said. */
  readonly keyStates?: readonly KeyState[];
}

/** The public half of a new key, and its hash. */
export const makeSpki = (): { spki: Buffer; spki_sha256: Buffer } => {
  const spki = createKeyPair().publicKey.export({ type: 'spki', format: 'der' });
  return { spki, spki_sha256: createHash('sha256').update(spki).digest() };
};

/** Inserts a device; answers its UUID. */
export const insertDevice = (db: Db, device: NewTestDevice = {}): Promise<string> =>
  inTransaction(db, async (trx) => {
    const uuid = device.uuid ?? randomUUID();
    const created_at = device.createdAt ?? new Date('2026-02-01T00:00:00Z');
    const row = { uuid, factory: 'acme', device_ca_id: null, is_production: false, created_at };
    await insertDeviceRow(trx, row);
    await trx
      .updateTable('devices')
      .set({ labels: device.labels ?? {} })
      .where('uuid', '=', uuid)
      .execute();
    await insertDeviceCheckIn(trx, uuid);
    if (device.checkIn !== undefined) {
      const update = trx.updateTable('device_check_ins').set(device.checkIn);
      await update.where('device_uuid', '=', uuid).execute();
    }
    for (const state of device.keyStates ?? ['live']) {
      const key = { ...makeSpki(), state, created_at, last_presented_at: null };
      await insertDeviceKey(trx, { device_uuid: uuid, ...key });
    }
    return uuid;
  });

/** Inserts a device and key that wait for approval; answers the hash of the key, in hexadecimal. */
export const insertPendingEnrolment = async (
  db: Db,
  enrolment: { readonly uuid: string; readonly caId: string; readonly at: Date },
): Promise<string> => {
  const key = makeSpki();
  const row = {
    device_uuid: enrolment.uuid,
    ...key,
    device_ca_id: enrolment.caId,
    factory: 'acme',
    is_production: false,
    remote_address: '192.0.2.7',
    first_presented_at: enrolment.at,
    last_presented_at: enrolment.at,
  };
  await db.insertInto('pending_enrolments').values(row).execute();
  return key.spki_sha256.toString('hex');
};
