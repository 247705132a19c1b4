/** What devices report of themselves with every request. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

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
 * Writes check-ins in one statement. A device that is denied, or of another generation, gets nothing: its row is locked
 * against a denial while this looks, so that no report lands after one. Rows are locked in the order of their uuid, so
 * that two writers cannot wait for each other in a circle. A time never goes back.
 */
export const updateCheckIns = async (db: Db, checkIns: readonly CheckIn[]): Promise<void> => {
  await sql`
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
      order by d.uuid for key share of d for no key update of c
    )
    update device_check_ins c
    set last_seen_at = greatest(c.last_seen_at, h.seen_at),
      target_name = coalesce(h.target_name, c.target_name),
      tag = coalesce(h.tag, c.tag),
      ostree_hash = coalesce(h.ostree_hash, c.ostree_hash),
      apps = coalesce(h.apps, c.apps)
    from held h where c.device_uuid = h.uuid`.execute(db);
};
