/** What the gateway asks and writes when a device presents its certificate. */
import type { Pool } from '../connect.ts';
import type { Db, EnrolmentPolicy, KeyState } from '../database.ts';
import { sql } from 'kysely';
import { configurationTimeText } from '../configuration-time.ts';

/** A device and a key that was presented for it. */
export interface PresentedKey {
  readonly deviceUuid: string;
  /** SHA-256 of the SubjectPublicKeyInfo in DER. */
  readonly spkiSha256: Buffer;
}

/** The device's own columns; times in milliseconds since the Unix epoch, 0 for never. */
export interface AdmissionDeviceRow {
  readonly generation: number;
  readonly factory: string;
  readonly isProduction: boolean;
  readonly isDenied: boolean;
  readonly name: string | null;
  readonly groupName: string | null;
  /** The update that it is assigned to. */
  readonly update: { readonly id: string; readonly tag: string; readonly name: string } | null;
  readonly createdAtMs: number;
  /** The time of its newest layer of configuration, in Unix seconds; null where it was never to be given any. */
  readonly configurationTime: number | null;
  readonly lastSeenAtMs: number;
  readonly targetName: string;
  readonly tag: string;
  readonly ostreeHash: string;
  readonly apps: string;
}

/** What is on record about one presented key. */
export interface AdmissionRow {
  /** The last change of the feed that is contained in this answer. */
  readonly sequence: number;
  /** Null: this key is not on record for this device. */
  readonly keyState: KeyState | null;
  readonly isKeyPurged: boolean;
  /** True when an open permit of this device fits this key; never for a key that is live. */
  readonly hasRekeyPermit: boolean;
  /** Null: there is no such device. */
  readonly device: AdmissionDeviceRow | null;
}

type FlatRow = Omit<AdmissionRow, 'device'> & {
  [K in keyof AdmissionDeviceRow]: AdmissionDeviceRow[K] | null;
};

/**
 * One JSON value for each row: describing and reading as many columns costs the driver four times as much. Permits are
 * looked for, by the device, only where the key of a known one is not live.
 */
const admissionStatement = `
  select json_build_object(
    'sequence', f.sequence,
    'keyState', k.state,
    'isKeyPurged', t.spki_sha256 is not null,
    'hasRekeyPermit', case when d.uuid is not null and k.state is distinct from 'live' then exists (
      select from rekey_permits p
      where p.device_uuid = d.uuid and p.used_at is null and p.revoked_at is null and p.expires_at > now()
        and (p.spki_sha256 is null or p.spki_sha256 = w.spki_sha256)
    ) else false end,
    'generation', d.generation,
    'factory', d.factory,
    'isProduction', d.is_production,
    'isDenied', d.denied_at is not null,
    'name', d.name,
    'groupName', d.group_name,
    'update', case when u.id is not null then json_build_object('id', u.id, 'tag', u.tag, 'name', u.name) end,
    'configurationTime', case when d.uuid is not null then ${configurationTimeText('d')} end,
    'createdAtMs', (extract(epoch from d.created_at) * 1000)::float8,
    'lastSeenAtMs', coalesce(extract(epoch from c.last_seen_at) * 1000, 0)::float8,
    'targetName', coalesce(c.target_name, ''),
    'tag', coalesce(c.tag, ''),
    'ostreeHash', coalesce(c.ostree_hash, ''),
    'apps', coalesce(c.apps, '')
  ) as admission
  from unnest($1::uuid[], $2::bytea[]) with ordinality as w (uuid, spki_sha256, position)
  cross join change_feed_counter f
  left join devices d on d.uuid = w.uuid
  left join device_check_ins c on c.device_uuid = d.uuid
  left join updates u on u.id = d.update_id
  left join device_keys k on k.device_uuid = d.uuid and k.spki_sha256 = w.spki_sha256
  left join key_tombstones t on t.spki_sha256 = w.spki_sha256
  order by w.position`;

const admissionFromFlat = (flat: FlatRow): AdmissionRow => ({
  sequence: flat.sequence,
  keyState: flat.keyState,
  isKeyPurged: flat.isKeyPurged,
  hasRekeyPermit: flat.hasRekeyPermit,
  device: flat.generation === null ? null : (flat as AdmissionDeviceRow),
});

/**
 * What is on record about each presented key, in the order asked. One statement, hence one snapshot: everything up to
 * `sequence` is in it, and nothing after. Prepared once for each connection.
 */
export const listAdmissions = async (
  pool: Pool,
  presented: readonly PresentedKey[],
): Promise<AdmissionRow[]> => {
  const { rows } = await pool.query<{ admission: FlatRow }>({
    name: 'admission',
    text: admissionStatement,
    values: [presented.map((one) => one.deviceUuid), presented.map((one) => one.spkiSha256)],
  });
  return rows.map((row) => admissionFromFlat(row.admission));
};

/** A device CA as the gateway needs it. */
export interface TrustedCaRow {
  readonly id: string;
  readonly certificate: Buffer;
  readonly factory: string;
  readonly enrolmentPolicy: EnrolmentPolicy;
  readonly retiredAt: Date | null;
}

/** Every device CA, retired ones included, with the last change of the feed that the list contains. */
export const listTrustedCas = async (
  db: Db,
): Promise<{ sequence: number; cas: readonly TrustedCaRow[] }> => {
  const { rows } = await sql<TrustedCaRow & { sequence: number }>`
    select f.sequence, c.id, c.certificate, c.factory, c.enrolment_policy as "enrolmentPolicy",
      c.retired_at as "retiredAt"
    from change_feed_counter f left join device_cas c on true
    order by c.created_at, c.id`.execute(db);
  return {
    sequence: rows[0]?.sequence ?? 0,
    cas: rows.filter((row) => (row.id as string | null) !== null),
  };
};

/** A device that enrols itself at its first contact. */
export interface EnrolledDevice {
  readonly uuid: string;
  readonly factory: string;
  readonly deviceCaId: string;
  readonly isProduction: boolean;
  /** SubjectPublicKeyInfo in DER. */
  readonly spki: Buffer;
  readonly at: Date;
  readonly address: string;
}

/** `not_enrolled`: the device exists already, or its CA does not enrol devices of this factory by itself. */
export type EnrolmentOutcome = 'enrolled' | 'not_enrolled' | 'key_purged';

/**
 * Inserts the device with its live key, its first check-in and the audit record of it, all or nothing, if its CA is in use
 * and its policy is `open` at this moment, and its key has no tombstone; from here to the commit nobody buries it. A
 * concurrent insertion of the same device is waited for; rejects when that takes a second.
 */
export const insertEnrolledDevice = async (
  db: Db,
  device: EnrolledDevice,
): Promise<EnrolmentOutcome> => {
  const { uuid, deviceCaId, factory, isProduction, spki, at, address } = device;
  const { rows } = await sql<{ outcome: EnrolmentOutcome }>`
    select enrol_device(
      ${uuid}::uuid, ${deviceCaId}::uuid, ${factory}::text, ${isProduction}::boolean, ${spki}::bytea,
      ${at}::timestamptz, ${address}::text
    ) as outcome`.execute(db);
  return rows[0]!.outcome;
};
