/** What devices report of themselves with every request. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { DeviceGeneration } from './device-generations.ts';

/** What one device reported since the last write; null keeps what is stored. */
export interface CheckIn {
  readonly deviceUuid: string;
  /** The generation of the device under which the connection was judged. */
  readonly generation: number;
  readonly seenAt: Date;
  readonly targetName: string | null;
  readonly tag: string | null;
  readonly ostreeHash: string | null;
  readonly apps: string | null;
}

/**
 * Writes check-ins in one statement and returns the devices whose check-ins it wrote. A device that is denied, or of
 * another generation, gets nothing: its row is locked against a denial while this looks, so that no report lands after
 * one. Rows that somebody else has locked are left out instead of waited for, so that one device holds no other up. A
 * time never goes back.
 */
export const updateCheckIns = async (db: Db, checkIns: readonly CheckIn[]): Promise<string[]> => {
  const { rows } = await sql<{ device_uuid: string }>`
    with reported as (
      select * from unnest(
        ${checkIns.map((one) => one.deviceUuid)}::uuid[], ${checkIns.map((one) => one.generation)}::bigint[],
        ${checkIns.map((one) => one.seenAt)}::timestamptz[], ${checkIns.map((one) => one.targetName)}::text[],
        ${checkIns.map((one) => one.tag)}::text[], ${checkIns.map((one) => one.ostreeHash)}::text[],
        ${checkIns.map((one) => one.apps)}::text[]
      ) as r (uuid, generation, seen_at, target_name, tag, ostree_hash, apps)
    ), held as materialized (
      select r.* from reported r
      join devices d on d.uuid = r.uuid and d.generation = r.generation and d.denied_at is null
      join device_check_ins c on c.device_uuid = d.uuid
      order by d.uuid for key share of d skip locked for no key update of c skip locked
    )
    update device_check_ins c
    set last_seen_at = greatest(c.last_seen_at, h.seen_at),
      target_name = coalesce(h.target_name, c.target_name),
      tag = coalesce(h.tag, c.tag),
      ostree_hash = coalesce(h.ostree_hash, c.ostree_hash),
      apps = coalesce(h.apps, c.apps)
    from held h where c.device_uuid = h.uuid
    returning c.device_uuid`.execute(db);
  return rows.map((row) => row.device_uuid);
};

/** Those of the devices that may still be written to: of that generation, and not denied, as far as is committed. */
export const listWritableDevices = async (
  db: Db,
  devices: readonly DeviceGeneration[],
): Promise<string[]> => {
  const { rows } = await sql<{ uuid: string }>`
    select d.uuid
    from unnest(
      ${devices.map((one) => one.uuid)}::uuid[], ${devices.map((one) => one.generation)}::bigint[]
    ) as w (uuid, generation)
    join devices d on d.uuid = w.uuid and d.generation = w.generation and d.denied_at is null`.execute(
    db,
  );
  return rows.map((row) => row.uuid);
};
