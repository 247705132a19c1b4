/** Which devices fit a rollout, and giving them its update. */
import { type RawBuilder, sql } from 'kysely';
import { allowLongStatements } from '../allow-long-statements.ts';
import type { Db, Trx } from '../database.ts';
import { isWithin } from '../group-limit.ts';
import { conflictingDevices, type ConflictingDeviceRow } from '../conflicting-devices.ts';
import { reportedTags } from '../reported-tags.ts';
import type { RolloutRow } from './rollouts.ts';

/** What of a rollout decides which devices it takes. */
export type AssigningRollout = Pick<
  RolloutRow,
  'id' | 'number' | 'update_id' | 'factory' | 'tag' | 'group_names' | 'author_groups' | 'takes_all'
>;

/**
 * A row where a rollout that was asked for later ever had the device, of any of the tags that the device reports, or where this
 * one had it, unless the device has followed another tag meanwhile. Looked up by keys, whatever the statistics say, as everything that many devices are
 * joined with here.
 */
const taken = (
  device: RawBuilder<unknown>,
  { id, number, tags }: Readonly<Record<'id' | 'number' | 'tags', RawBuilder<unknown>>>,
): RawBuilder<unknown> => sql`(
  select o.number from rollout_devices had
  join rollouts o on o.id = had.rollout_id
  join updates ou on ou.id = o.update_id
  where had.device_uuid = ${device}.uuid and ou.tag = any(${tags}) and o.number >= ${number}
    and (o.number > ${number} or had.unassigned_at is not null or ${device}.rollout_id = ${id})
  limit 1
)`;

/** The devices that follow one in the order of their UUIDs, null for the first ones; so many of them. */
export interface RolloutSlice {
  readonly after: string | null;
  readonly limit: number;
}

/** Which devices are looked at: some by their UUIDs, a slice, or null for all. */
type Among = readonly string[] | RolloutSlice | null;

const selectedAmong = (
  { id, group_names: groups, takes_all: takesAll }: AssigningRollout,
  uuids: readonly string[],
): RawBuilder<unknown> => sql`
  select d.uuid from devices d
  where d.uuid = any(${[...uuids]}::uuid[]) and (
    ${takesAll}::boolean or d.group_name = any(${[...groups]}::text[])
    or exists (select from rollout_uuids n where n.rollout_id = ${id}::uuid and n.device_uuid = d.uuid)
  )`;

/** Of a rollout for all every device is looked at, in the order of their keys. */
const anyInSlice = ({ after, limit }: RolloutSlice): RawBuilder<unknown> => sql`
  select uuid from devices where ${after}::uuid is null or uuid > ${after}::uuid order by uuid limit ${limit}`;

const namedInSlice = (
  { id, group_names: groups }: AssigningRollout,
  { after, limit }: RolloutSlice,
): RawBuilder<unknown> => sql`
  (
    select device_uuid as uuid from rollout_uuids
    where rollout_id = ${id}::uuid and (${after}::uuid is null or device_uuid > ${after}::uuid)
    order by device_uuid limit ${limit}
  ) union (
    select uuid from devices
    where group_name = any(${[...groups]}::text[]) and (${after}::uuid is null or uuid > ${after}::uuid)
    order by uuid limit ${limit}
  ) order by uuid limit ${limit}`;

const selectedInSlice = (rollout: AssigningRollout, slice: RolloutSlice): RawBuilder<unknown> =>
  rollout.takes_all ? anyInSlice(slice) : namedInSlice(rollout, slice);

/** The devices that a rollout names or whose groups it names; where it is for all, every device. */
const selectedBy = (rollout: AssigningRollout, among: Among): RawBuilder<unknown> => {
  if (among === null && rollout.takes_all) return sql`select uuid from devices`;
  if (among === null)
    return sql`
      select device_uuid as uuid from rollout_uuids where rollout_id = ${rollout.id}::uuid
      union select uuid from devices where group_name = any(${[...rollout.group_names]}::text[])`;
  return 'limit' in among ? selectedInSlice(rollout, among) : selectedAmong(rollout, among);
};

/** The common table expression `fitting`: the devices that fit a rollout and are free for it. */
const fitting = (rollout: AssigningRollout, among: Among): RawBuilder<unknown> => {
  const { factory, tag, author_groups: limit } = rollout;
  const key = {
    id: sql`${rollout.id}::uuid`,
    number: sql`${rollout.number}::bigint`,
    tags: sql`c.tags`,
  };
  return sql`selected as materialized (${selectedBy(rollout, among)}),
    fitting as materialized (
      select d.uuid from selected s
      cross join lateral (
        select uuid, rollout_id from devices
        where uuid = s.uuid and denied_at is null and factory = ${factory} and ${isWithin(sql`group_name`, limit)}
        limit 1
      ) as d
      cross join lateral (
        select ${reportedTags(sql`tag`)} as tags from device_check_ins where device_uuid = d.uuid limit 1
      ) as c
      left join lateral ${taken(sql`d`, key)} as taken on true
      where ${tag} = any(c.tags) and taken.number is null
    )`;
};

/** Those of the devices that fit a rollout which would refuse the metadata of its update, by UUID. May take minutes. */
export const listDevicesRefusingRollout = async (
  trx: Trx,
  rollout: AssigningRollout,
): Promise<ConflictingDeviceRow[]> => {
  await allowLongStatements(trx);
  const { rows } = await sql<ConflictingDeviceRow>`
    with ${fitting(rollout, null)}
    select refusing."deviceUuid", refusing.conflict
    from (${conflictingDevices(rollout.update_id, sql`select uuid from fitting`)}) as refusing
    order by refusing."deviceUuid"`.execute(trx);
  return rows;
};

/** What an assignment came to. */
export interface Assignment {
  readonly count: number;
  /** Of the devices, if they are few enough. */
  readonly uuids: readonly string[];
  /** Of a slice: the last device that was looked at; null where there is none behind it. */
  readonly last: string | null;
}

/**
 * Gives the update of a rollout to the devices of a slice, or among some, that fit it now, in one statement, and notes that it
 * has them. Left out are devices that are denied, of groups that the author could not give updates to, that would refuse the
 * metadata, and that a later rollout of a tag that they report had. To be called under `lockRolloutTurn`.
 */
export const updateDevicesAsAssigned = async (
  trx: Trx,
  rollout: AssigningRollout,
  options: {
    readonly at: Date;
    readonly among: readonly string[] | RolloutSlice;
    /** How many UUIDs are answered at most; of more, none. */
    readonly uuidsMax: number;
  },
): Promise<Assignment> => {
  const { at, among, uuidsMax } = options;
  const full = 'limit' in among ? among.limit : null;
  const { rows } = await sql<{ count: number; uuids: string[] | null; last: string | null }>`
    with ${fitting(rollout, among)},
    refusing as materialized (${conflictingDevices(rollout.update_id, sql`select uuid from fitting`)}),
    chosen as materialized (
      select d.uuid from (select uuid from fitting except select "deviceUuid" from refusing order by 1) as f
      cross join lateral (
        select uuid from devices
        where uuid = f.uuid and denied_at is null and ${isWithin(sql`group_name`, rollout.author_groups)}
        limit 1 for no key update
      ) as d
    ), assigned as (
      update devices d set update_id = ${rollout.update_id}::uuid, rollout_id = ${rollout.id}::uuid
      from chosen where d.uuid = chosen.uuid
      returning d.uuid
    ), noted as (
      insert into rollout_devices (rollout_id, device_uuid, assigned_at)
      select ${rollout.id}::uuid, uuid, ${at}::timestamptz from assigned
      on conflict (rollout_id, device_uuid) do update set assigned_at = excluded.assigned_at
      returning device_uuid
    )
    select count(*)::int as count,
      case when count(*) <= ${uuidsMax} then array_agg(device_uuid) end as uuids,
      (select uuid from selected order by uuid offset ${full}::int - 1 limit 1) as last
    from noted`.execute(trx);
  const { count, uuids, last } = rows[0]!;
  return { count, uuids: uuids ?? [], last: full === null ? null : last };
};

/** A rollout, and the devices that it is the last one for. */
export interface OpenRolloutMatch {
  readonly rolloutId: string;
  readonly uuids: readonly string[];
}

/**
 * For each of the devices the last rollout that is open, waiting ones included, and that the device fits, unless it is taken:
 * by rollout, in the order in which they were asked for.
 */
export const listOpenRolloutMatches = async (
  db: Db,
  uuids: readonly string[],
): Promise<OpenRolloutMatch[]> => {
  const key = { id: sql`r.id`, number: sql`r.number`, tags: sql`t.tags` };
  const { rows } = await sql<OpenRolloutMatch>`
    with matches as (
      select distinct on (d.uuid) d.uuid, r.id, r.number
      from devices d
      join device_check_ins c on c.device_uuid = d.uuid
      cross join lateral (select ${reportedTags(sql`c.tag`)} as tags) as t
      join updates u on u.factory = d.factory and u.tag = any(t.tags)
      join rollouts r on r.update_id = u.id and r.closed_at is null
      left join lateral ${taken(sql`d`, key)} as taken on true
      where d.uuid = any(${[...uuids]}::uuid[]) and d.denied_at is null
        and (r.author_groups is null or d.group_name = any(r.author_groups))
        and (
          r.takes_all or d.group_name = any(r.group_names)
          or exists (select from rollout_uuids n where n.rollout_id = r.id and n.device_uuid = d.uuid)
        )
        and taken.number is null
      order by d.uuid, r.number desc
    )
    select id as "rolloutId", array_agg(uuid) as uuids from matches group by id, number order by number`.execute(
    db,
  );
  return rows;
};
