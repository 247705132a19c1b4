/** Statements about the logs of updates: what devices report while they are assigned to one. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** A line of a log. */
export interface UpdateLogLineRow {
  /** Grows with each line, in the order of the commits; a line that was destroyed leaves a gap. */
  readonly position: number;
  readonly device_uuid: string;
  readonly correlation_id: string;
  readonly device_time: string;
  readonly type_id: string;
  readonly target_name: string;
  readonly success: boolean | null;
}

/** How far a log has grown. */
export interface UpdateLogHeadRow {
  readonly update_id: string;
  readonly last_position: number;
}

/** How far the logs have grown; those of updates that are gone are left out. */
export const listUpdateLogHeads = (
  db: Db,
  updateIds: readonly string[],
): Promise<UpdateLogHeadRow[]> =>
  db
    .selectFrom('update_logs')
    .select(['update_id', 'last_position'])
    .where('update_id', 'in', [...updateIds])
    .execute();

/** A log: what devices did with an update, or those of them that a rollout gave it to. */
export interface UpdateLogSource {
  readonly updateId: string;
  readonly rolloutId: string | null;
}

/** The lines of a log behind a position, in their order. */
export const listUpdateLogLines = async (
  db: Db,
  { updateId, rolloutId }: UpdateLogSource,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<UpdateLogLineRow[]> => {
  const { rows } = await sql<UpdateLogLineRow>`
    select e.position, e.device_uuid, e.correlation_id, e.device_time, e.type_id, e.target_name, e.success
    from device_events e
    where e.update_id = ${updateId} and e.position > ${after} and (${rolloutId}::uuid is null or exists (
      select from rollout_devices r where r.rollout_id = ${rolloutId}::uuid and r.device_uuid = e.device_uuid
    ))
    order by e.position limit ${limit}`.execute(db);
  return rows;
};

/** Says that somebody follows the logs for so long from now on: writers wake them meanwhile. */
export const updateLogsAsWatched = async (
  db: Db,
  updateIds: readonly string[],
  seconds: number,
): Promise<void> => {
  await db
    .updateTable('update_logs')
    .set({ watched_until: sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where('update_id', 'in', [...updateIds])
    .execute();
};
