/** Keys that were presented and not admitted, for an operator to decide about. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** A key that is not the stored one of its device. */
export interface MismatchedKey {
  readonly deviceUuid: string;
  /** The generation of the device under which the key was refused. */
  readonly generation: number;
  readonly spkiSha256: Buffer;
  readonly spki: Buffer;
  readonly at: Date;
}

/**
 * Records keys as pending, at most `perDeviceMax` for each device; one that is pending already, or was retired, gets a new
 * time. Writes nothing for a device that is denied, or of another generation, at the moment of the write, nor for one that
 * somebody has locked: it would hold all others up, and its key comes again.
 */
export const upsertPendingKeys = async (
  db: Db,
  keys: readonly MismatchedKey[],
  perDeviceMax: number,
): Promise<void> => {
  await sql`
    with presented as (
      select p.*, k.device_uuid is not null as is_recorded,
        row_number() over (partition by p.device_uuid, k.device_uuid order by p.at, p.spki_sha256) as place
      from unnest(
        ${keys.map((key) => key.deviceUuid)}::uuid[], ${keys.map((key) => key.generation)}::bigint[],
        ${keys.map((key) => key.spkiSha256)}::bytea[], ${keys.map((key) => key.spki)}::bytea[],
        ${keys.map((key) => key.at)}::timestamptz[]
      ) as p (device_uuid, generation, spki_sha256, spki, at)
      left join device_keys k on k.device_uuid = p.device_uuid and k.spki_sha256 = p.spki_sha256
    ), held as materialized (
      select d.uuid from devices d
      where d.denied_at is null
        and (d.uuid, d.generation) in (select device_uuid, generation from presented)
      order by d.uuid for key share of d skip locked
    )
    insert into device_keys (device_uuid, spki_sha256, spki, state, created_at, last_presented_at)
    select p.device_uuid, p.spki_sha256, p.spki, 'pending', p.at, p.at
    from presented p
    where p.device_uuid in (select uuid from held)
      and (
        p.is_recorded or p.place + (
          select count(*) from device_keys k where k.device_uuid = p.device_uuid and k.state = 'pending'
        ) <= ${perDeviceMax}::integer
      )
    on conflict (device_uuid, spki_sha256) do update set last_presented_at = excluded.last_presented_at
    where device_keys.state in ('pending', 'retired')`.execute(db);
};

/** A device that is not known, under a CA whose policy is `approval`. */
export interface AwaitingEnrolment {
  readonly deviceUuid: string;
  readonly spkiSha256: Buffer;
  readonly spki: Buffer;
  readonly deviceCaId: string;
  readonly factory: string;
  readonly isProduction: boolean;
  readonly remoteAddress: string;
  readonly at: Date;
}

/** The bounds of the list of pending enrolments. */
export interface PendingEnrolmentBounds {
  readonly perDeviceMax: number;
  readonly totalMax: number;
}

/**
 * Records enrolments that wait for an operator, within the bounds; one that waits already gets a new time and address.
 * Writes nothing for a device that has been approved meanwhile.
 */
export const upsertPendingEnrolments = async (
  db: Db,
  enrolments: readonly AwaitingEnrolment[],
  bounds: PendingEnrolmentBounds,
): Promise<void> => {
  await sql`
    with presented as (
      select p.*, e.device_uuid is not null as is_recorded,
        row_number() over (partition by p.device_uuid, e.device_uuid order by p.at, p.spki_sha256) as place,
        row_number() over (
          partition by e.device_uuid is null order by p.at, p.device_uuid, p.spki_sha256
        ) as place_of_all
      from unnest(
        ${enrolments.map((one) => one.deviceUuid)}::uuid[], ${enrolments.map((one) => one.spkiSha256)}::bytea[],
        ${enrolments.map((one) => one.spki)}::bytea[], ${enrolments.map((one) => one.deviceCaId)}::uuid[],
        ${enrolments.map((one) => one.factory)}::text[], ${enrolments.map((one) => one.isProduction)}::boolean[],
        ${enrolments.map((one) => one.remoteAddress)}::text[], ${enrolments.map((one) => one.at)}::timestamptz[]
      ) as p (device_uuid, spki_sha256, spki, device_ca_id, factory, is_production, remote_address, at)
      left join pending_enrolments e on e.device_uuid = p.device_uuid and e.spki_sha256 = p.spki_sha256
    )
    insert into pending_enrolments (
      device_uuid, spki_sha256, spki, device_ca_id, factory, is_production, remote_address, first_presented_at,
      last_presented_at
    )
    select p.device_uuid, p.spki_sha256, p.spki, p.device_ca_id, p.factory, p.is_production, p.remote_address, p.at, p.at
    from presented p
    where not exists (select from devices d where d.uuid = p.device_uuid)
      and (
        p.is_recorded or (
          p.place + (select count(*) from pending_enrolments e where e.device_uuid = p.device_uuid)
            <= ${bounds.perDeviceMax}::integer
          and p.place_of_all + (select count(*) from pending_enrolments) <= ${bounds.totalMax}::integer
        )
      )
    on conflict (device_uuid, spki_sha256) do update
    set last_presented_at = excluded.last_presented_at, remote_address = excluded.remote_address`.execute(
    db,
  );
};
