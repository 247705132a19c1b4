/** Statements about the events of updates that devices report. */
import { sql } from 'kysely';
import type { Pool } from '../connect.ts';
import type { Db } from '../database.ts';
import type { DeviceGeneration } from './device-generations.ts';

/** An event as a device reported it. */
export interface DeviceEventRow {
  readonly event_id: string;
  readonly correlation_id: string;
  readonly device_time: string;
  readonly type_id: string;
  readonly type_version: number;
  readonly target_name: string;
  readonly version: string;
  readonly ecu: string | null;
  readonly success: boolean | null;
  readonly details: string | null;
}

/** An event on its way in, and under which generation its device was judged. No text of it has a NUL. */
export interface DeviceEventInsert extends DeviceEventRow {
  readonly device_uuid: string;
  readonly generation: number;
}

/** The channel that is notified when a log that somebody follows has grown. */
export const updateLogChannel = 'moorgate_update_logs';

/**
 * `held` are the devices that are still what their connections were judged as, locked against a denial; rows that somebody
 * else has locked are left out instead of waited for. The rows of the logs are locked in their order, after everything that
 * is looked up and as late as can be, until the commit: so a line that is visible has no line before it that is not.
 */
const insertStatement = `
  with sent as materialized (
    select * from json_to_recordset($1::json) as s (
      place integer, device_uuid uuid, generation bigint, event_id text, correlation_id text, device_time text, type_id text,
      type_version integer, target_name text, version text, ecu text, success boolean, details text
    )
  ), held as materialized (
    select d.uuid, d.generation, d.update_id from devices d
    where d.uuid in (select device_uuid from sent) and d.denied_at is null
    order by d.uuid for key share skip locked
  ), fresh as materialized (
    select distinct on (s.device_uuid, s.event_id) s.*, h.update_id
    from sent s join held h on h.uuid = s.device_uuid and h.generation = s.generation
    where not exists (
      select from device_events e where e.device_uuid = s.device_uuid and e.event_id = s.event_id
    )
    order by s.device_uuid, s.event_id, s.place
  ), logs as materialized (
    select l.update_id from update_logs l where l.update_id in (select f.update_id from fresh f)
    order by l.update_id for no key update
  ), drawn as (
    update update_logs l set last_position = l.last_position + n.lines
    from (select f.update_id, count(*) as lines from fresh f join logs on logs.update_id = f.update_id group by f.update_id) n
    where l.update_id = n.update_id
    returning l.update_id, l.last_position - n.lines as before, l.watched_until > clock_timestamp() as is_watched
  ), woken as materialized (
    select pg_notify('${updateLogChannel}', '') is null as is_told from drawn where is_watched limit 1
  ), inserted as (
    insert into device_events (device_uuid, event_id, correlation_id, device_time, type_id, type_version, target_name, version,
      ecu, success, details, update_id, position)
    select f.device_uuid, f.event_id, f.correlation_id, f.device_time, f.type_id, f.type_version, f.target_name, f.version,
      f.ecu, f.success, f.details, w.update_id, w.before + row_number() over (partition by w.update_id order by f.place)
    from fresh f left join drawn w on w.update_id = f.update_id
    order by f.place
    on conflict (device_uuid, event_id) do nothing
  )
  select h.uuid, h.generation, (select count(is_told) from woken) as woken from held h`;

/**
 * Inserts events, in the order given, and returns the devices for which it did so. Of a device that is denied, of another
 * generation or locked by somebody else, nothing is inserted. An event that is there already is left as it is. Each event
 * gets a line in the log of the update that its device is assigned to. One statement, prepared once for each connection;
 * when it has returned, everything is committed.
 */
export const insertDeviceEvents = async (
  pool: Pool,
  events: readonly DeviceEventInsert[],
): Promise<DeviceGeneration[]> => {
  const { rows } = await pool.query<DeviceGeneration>({
    name: 'insert device events',
    text: insertStatement,
    values: [JSON.stringify(events.map((event, place) => ({ place, ...event })))],
  });
  return rows;
};

/** What is kept of the events of one device. */
export interface EventLimits {
  readonly correlationsMax: number;
  /** Of one correlation id. */
  readonly eventsMax: number;
}

/** Deletes, for each of the devices, what is older than the limits allow. */
export const deleteExcessDeviceEvents = async (
  db: Db,
  uuids: readonly string[],
  { correlationsMax, eventsMax }: EventLimits,
): Promise<void> => {
  await sql`
    delete from device_events e using (
      select w.uuid, r.sequence from unnest(${uuids}::uuid[]) as w (uuid)
      cross join lateral (
        select o.sequence, dense_rank() over (order by o.newest desc) as correlation_rank,
          row_number() over (partition by o.correlation_id order by o.sequence desc) as event_rank
        from (
          select sequence, correlation_id, max(sequence) over (partition by correlation_id) as newest
          from device_events where device_uuid = w.uuid
        ) o
      ) r
      where r.correlation_rank > ${correlationsMax} or r.event_rank > ${eventsMax}
    ) gone
    where e.device_uuid = gone.uuid and e.sequence = gone.sequence`.execute(db);
};

/** The correlation ids of a device's events, the one that was heard of last first. */
export const listDeviceCorrelationIds = async (
  db: Db,
  uuid: string,
  limit: number,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('device_events')
    .select('correlation_id')
    .where('device_uuid', '=', uuid)
    .groupBy('correlation_id')
    .orderBy((eb) => eb.fn.max('sequence'), 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.correlation_id);
};

const eventColumns = [
  'event_id',
  'correlation_id',
  'device_time',
  'type_id',
  'type_version',
  'target_name',
  'version',
  'ecu',
  'success',
  'details',
] as const satisfies readonly (keyof DeviceEventRow)[];

/** The newest events of one correlation id, in the order of their arrival. */
export const listDeviceEvents = async (
  db: Db,
  uuid: string,
  { correlationId, limit }: { readonly correlationId: string; readonly limit: number },
): Promise<DeviceEventRow[]> => {
  const rows = await db
    .selectFrom('device_events')
    .select(eventColumns)
    .where('device_uuid', '=', uuid)
    .where('correlation_id', '=', correlationId)
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  return rows.reverse();
};

/** The event of a device that arrived last. */
export const findLastDeviceEventByDevice = (
  db: Db,
  uuid: string,
): Promise<DeviceEventRow | undefined> =>
  db
    .selectFrom('device_events')
    .select(eventColumns)
    .where('device_uuid', '=', uuid)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();

/** An update as the events of a device show it: what the first of its events says, and when. */
export interface DeviceUpdateRow {
  readonly correlation_id: string;
  readonly target_name: string;
  readonly version: string;
  readonly device_time: string;
}

/** The updates of a device, the one that was heard of last first. */
export const listDeviceUpdates = async (
  db: Db,
  uuid: string,
  limit: number,
): Promise<DeviceUpdateRow[]> => {
  const { rows } = await sql<DeviceUpdateRow>`
    select e.correlation_id, e.target_name, e.version, e.device_time
    from (
      select correlation_id, min(sequence) as first_sequence, max(sequence) as last_sequence
      from device_events where device_uuid = ${uuid} group by correlation_id
    ) as u
    join device_events e on e.device_uuid = ${uuid} and e.sequence = u.first_sequence
    order by u.last_sequence desc
    limit ${limit}`.execute(db);
  return rows;
};

/** The event of a device that arrived last, and what it says of its network. */
export interface LastReportRow extends DeviceEventRow {
  readonly device_uuid: string;
  /** The rest of the row has meaning where it is true. */
  readonly has_event: boolean;
  /** JSON; null where it said nothing. */
  readonly network: string | null;
}

/** What these devices reported last, in no order. */
export const listLastReports = async (
  db: Db,
  uuids: readonly string[],
): Promise<LastReportRow[]> => {
  if (uuids.length === 0) return [];
  const { rows } = await sql<LastReportRow>`
    select wanted.uuid as device_uuid, e.event_id is not null as has_event, e.*, n.content as network
    from unnest(${[...uuids]}::uuid[]) as wanted (uuid)
    left join lateral (
      select ${sql.join(eventColumns.map((column) => sql.ref(column)))} from device_events
      where device_uuid = wanted.uuid order by sequence desc limit 1
    ) as e on true
    left join lateral (
      select content from device_descriptions where device_uuid = wanted.uuid and kind = 'network' limit 1
    ) as n on true`.execute(db);
  return rows;
};
