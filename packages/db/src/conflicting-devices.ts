/** Which devices would refuse the metadata of an update, as a part of statements. */
import { type RawBuilder, sql } from 'kysely';

/** What a device would not accept of an update. */
export type MetadataConflict = 'roots' | 'rollback';

/** A device that would refuse the metadata of an update. */
export interface ConflictingDeviceRow {
  readonly deviceUuid: string;
  readonly conflict: MetadataConflict;
}

/**
 * The query of those of some devices that would refuse the metadata of the update, by UUID: the newest root that a device may
 * have is none of its roots, or it is uploaded and a file has a lower version than the device may have seen. What a device
 * may have is what it finds with the update that it is assigned to, and what it found with the one before.
 */
export const conflictingDevices = (
  updateId: string,
  devices: RawBuilder<unknown>,
): RawBuilder<ConflictingDeviceRow> => sql<ConflictingDeviceRow>`
    with wanted as (
      select s.update_id, s.origin, u.factory, h.*
      from update_signings s
      join updates u on u.id = s.update_id
      cross join lateral update_head(s.update_id) h
      where s.update_id = ${updateId}
    ), asked as materialized (
      select a.uuid, d.update_id, m.device_uuid is not null as has_metadata,
        m.root_version, m.root_sha256, m.targets_version, m.snapshot_version, m.timestamp_version
      from (${devices}) as a (uuid)
      cross join lateral (select update_id from devices where uuid = a.uuid limit 1) as d
      left join lateral (
        select device_uuid, root_version, root_sha256, targets_version, snapshot_version, timestamp_version
        from device_metadata where device_uuid = a.uuid limit 1
      ) as m on true
    ), heads as materialized (
      select one.update_id as head_of, h.*
      from (select distinct update_id from asked where update_id <> ${updateId}) as one
      cross join lateral update_head(one.update_id) h
    ), held as (
      select uuid as device_uuid, root_version, root_sha256, targets_version, snapshot_version, timestamp_version
      from asked where has_metadata
      union all
      select asked.uuid, h.root_version, h.root_sha256, h.targets_version, h.snapshot_version, h.timestamp_version
      from asked join heads h on h.head_of = asked.update_id
    ), judged as (
      select held.device_uuid,
        not exists (
          select from update_roots r where wanted.origin = 'uploaded' and r.update_id = wanted.update_id
            and r.version = held.root_version and r.sha256 = held.root_sha256
          union all
          select from tuf_roots r where wanted.origin = 'signed' and r.factory = wanted.factory
            and r.version = held.root_version and r.sha256 = held.root_sha256
        ) as has_other_roots,
        wanted.origin = 'uploaded' and (
          held.targets_version > wanted.targets_version
          or held.snapshot_version > wanted.snapshot_version
          or held.timestamp_version > wanted.timestamp_version
        ) as is_rollback
      from held cross join wanted
    )
    select device_uuid as "deviceUuid", case when bool_or(has_other_roots) then 'roots' else 'rollback' end as conflict
    from judged
    where has_other_roots or is_rollback
    group by device_uuid
    order by device_uuid`;
