/** Statements about the metadata that devices get: one set of files, from the timestamp on to the targets. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A device, and the update that it is assigned to. */
export interface AssignedDevice {
  readonly deviceUuid: string;
  readonly updateId: string;
}

/** The timestamp of an update. */
export interface ServedTimestampRow {
  readonly bytes: Buffer;
  /** The version of the snapshot that it names. */
  readonly snapshotVersion: number;
  /** Whether that is noted as what the device was told of. */
  readonly isNoted: boolean;
}

/** The timestamp, as the device gets it. */
export const findTimestampByDevice = async (
  db: Db,
  { deviceUuid, updateId }: AssignedDevice,
): Promise<ServedTimestampRow | undefined> => {
  const { rows } = await sql<ServedTimestampRow>`
    select t.bytes, s.version as "snapshotVersion", exists (
        select from device_snapshots d
        where d.device_uuid = ${deviceUuid} and d.update_id = t.update_id and d.snapshot_version = s.version
          and d.replaced_at is null
      ) as "isNoted"
    from update_metadata t
    join update_metadata s on s.update_id = t.update_id and s.role = 'snapshot'
    where t.update_id = ${updateId} and t.role = 'timestamp'`.execute(db);
  return rows[0];
};

/**
 * Notes that the device was told of the snapshot of that version. To be called under the lock of the device, which is shared
 * with an assignment: whether the device is still assigned to that update is known once no other assignment is on its way,
 * and one that comes later finds the note.
 */
export const upsertDeviceSnapshot = async (
  trx: Trx,
  { deviceUuid, updateId, snapshotVersion }: AssignedDevice & { readonly snapshotVersion: number },
): Promise<void> => {
  await sql`
    insert into device_snapshots (device_uuid, update_id, snapshot_version, replaced_at)
    select uuid, ${updateId}::uuid, ${snapshotVersion}::integer,
      case when update_id is distinct from ${updateId}::uuid then clock_timestamp() end
    from devices where uuid = ${deviceUuid} for share
    on conflict (device_uuid) do update set update_id = excluded.update_id,
      snapshot_version = excluded.snapshot_version, replaced_at = excluded.replaced_at`.execute(
    trx,
  );
};

/**
 * The snapshot or the targets for a device: those that go with the snapshot that it was told of, for so many seconds after
 * they were signed again or the device was assigned to another update; else those of the update that it is assigned to.
 */
export const findMetadataByDevice = async (
  db: Db,
  { deviceUuid, updateId }: AssignedDevice,
  { role, graceSeconds }: { readonly role: 'snapshot' | 'targets'; readonly graceSeconds: number },
): Promise<Buffer | undefined> => {
  const recent = sql`(clock_timestamp() - ${graceSeconds} * interval '1 second')`;
  const { rows } = await sql<{ bytes: Buffer }>`
    with told as (
      select update_id, snapshot_version from device_snapshots
      where device_uuid = ${deviceUuid} and (update_id = ${updateId} or replaced_at > ${recent})
    )
    select bytes from (
      select 1 as place, r.bytes from told
      join replaced_metadata r using (update_id, snapshot_version)
      where r.role = ${role} and r.replaced_at > ${recent}
      union all
      select 2, m.bytes from told
      join update_metadata s on s.update_id = told.update_id and s.role = 'snapshot' and s.version = told.snapshot_version
      join update_metadata m on m.update_id = told.update_id and m.role = ${role}
      union all
      select 3, bytes from update_metadata where update_id = ${updateId} and role = ${role}
    ) as found
    order by place limit 1`.execute(db);
  return rows[0]?.bytes;
};

/** Deletes what was replaced before so many seconds. */
export const deleteReplacedMetadata = async (db: Db, olderThanSeconds: number): Promise<void> => {
  await sql`
    delete from replaced_metadata
    where replaced_at < clock_timestamp() - ${olderThanSeconds} * interval '1 second'`.execute(db);
};
