/** The list of devices: pages in each of its orders, for a cost that does not depend on how many devices there are. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Labels } from '../database.ts';
import type { GroupLimit } from '../group-limit.ts';

/** One line of the list. */
export interface DeviceListRow {
  uuid: string;
  created_at: Date;
  labels: Labels;
  last_seen_at: Date | null;
  target_name: string | null;
  tag: string | null;
}

/** What the list is ordered by; equal ones follow each other by UUID, in the same direction. */
export type DeviceListKey = 'name' | 'uuid' | 'created_at' | 'last_seen_at';

/** Where in the list a page is, and how long it is. */
export interface DeviceListPage {
  readonly key: DeviceListKey;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly offset: number;
  /** The page starts after this line; `value` is that of the key, for a name null where there is none. */
  readonly after: { readonly value: string | Date | null; readonly uuid: string } | null;
  /** The only groups whose devices are listed. */
  readonly groups?: GroupLimit;
}

/** The expression of each order as its index spells it, and the value that stands there for a missing name. */
const nameOrders = {
  ascending: { expression: sql`coalesce(name, '~')`, missing: '~' },
  descending: { expression: sql`coalesce(name, '')`, missing: '' },
} as const;

/**
 * One page. The part of the order is found in one range of its index, or in one for each group; the rest of each line is
 * looked up by primary key in a lateral join, which no statistics can turn into a reading of the whole table. By last sight
 * within groups alone, every device of these groups is looked at: what changes all the time has no index by group.
 */
export const listDevices = async (db: Db, page: DeviceListPage): Promise<DeviceListRow[]> => {
  const { groups = null } = page;
  const { rows } = await statementOf(page, groups).execute(db);
  return rows;
};

const statementOf = (page: DeviceListPage, groups: GroupLimit): RawBuilder<DeviceListRow> => {
  if (page.key !== 'last_seen_at')
    return fromDevices(page, groups === null ? oneRange(page) : rangeOfEach(page, groups));
  return groups === null ? fromCheckIns(page) : fromCheckInsOf(page, groups);
};

/** The sort keys of a page. By UUID alone, a second mention of it would count as another one. */
const keysOf = (page: DeviceListPage, table: string): RawBuilder<unknown> => {
  const direction = directionOf(page);
  return page.key === 'uuid'
    ? sql`${sql.ref(`${table}.uuid`)} ${direction}`
    : sql`sort_key ${direction}, ${sql.ref(`${table}.uuid`)} ${direction}`;
};

const oneRange = (page: DeviceListPage): RawBuilder<unknown> => sql`
  select uuid, created_at, labels, ${keyOf(page)} as sort_key
  from devices
  where denied_at is null ${afterOf(page, 'uuid')}
  order by ${keysOf(page, 'devices')}
  limit ${page.limit} offset ${page.offset}`;

/** No group can have more lines of the page than the page has, together with those that are skipped. */
const rangeOfEach = (page: DeviceListPage, groups: readonly string[]): RawBuilder<unknown> => sql`
  select listed.uuid, listed.created_at, listed.labels, listed.sort_key
  from unnest(${[...groups]}::text[]) as held (group_name)
  cross join lateral (
    select uuid, created_at, labels, ${keyOf(page)} as sort_key
    from devices
    where denied_at is null and devices.group_name = held.group_name ${afterOf(page, 'uuid')}
    order by ${keysOf(page, 'devices')}
    limit ${page.limit + page.offset}
  ) as listed
  order by ${keysOf(page, 'listed')}
  limit ${page.limit} offset ${page.offset}`;

const fromDevices = (
  page: DeviceListPage,
  part: RawBuilder<unknown>,
): RawBuilder<DeviceListRow> => sql`
  select d.uuid, d.created_at, d.labels, c.last_seen_at, c.target_name, c.tag
  from (${part}) as d
  left join lateral (
    select last_seen_at, target_name, tag from device_check_ins where device_uuid = d.uuid limit 1
  ) as c on true
  order by ${keysOf(page, 'd')}`;

const fromCheckIns = (page: DeviceListPage): RawBuilder<DeviceListRow> => {
  const direction = directionOf(page);
  return sql`
    select d.uuid, d.created_at, d.labels, c.last_seen_at, c.target_name, c.tag
    from (
      select device_uuid, last_seen_at, target_name, tag
      from device_check_ins
      where is_listed ${afterOf(page, 'device_uuid')}
      order by last_seen_at ${direction}, device_uuid ${direction}
      limit ${page.limit} offset ${page.offset}
    ) as c
    join lateral (
      select uuid, created_at, labels from devices where uuid = c.device_uuid limit 1
    ) as d on true
    order by c.last_seen_at ${direction}, c.device_uuid ${direction}`;
};

const fromCheckInsOf = (
  page: DeviceListPage,
  groups: readonly string[],
): RawBuilder<DeviceListRow> => {
  const direction = directionOf(page);
  return sql`
    select d.uuid, d.created_at, d.labels, c.last_seen_at, c.target_name, c.tag
    from devices as d join device_check_ins as c on c.device_uuid = d.uuid
    where d.denied_at is null and d.group_name = any(${[...groups]}::text[])
      and c.is_listed ${afterOf(page, 'device_uuid')}
    order by c.last_seen_at ${direction}, c.device_uuid ${direction}
    limit ${page.limit} offset ${page.offset}`;
};

const directionOf = (page: DeviceListPage): RawBuilder<unknown> =>
  page.isDescending ? sql`desc` : sql`asc`;

const nameOrderOf = (page: DeviceListPage): (typeof nameOrders)[keyof typeof nameOrders] =>
  page.isDescending ? nameOrders.descending : nameOrders.ascending;

const keyOf = (page: DeviceListPage): RawBuilder<unknown> =>
  page.key === 'name' ? nameOrderOf(page).expression : sql.ref(page.key);

/** The range of the index that starts after a line, as the comparison of one row value. */
const afterOf = (page: DeviceListPage, uuidColumn: string): RawBuilder<unknown> => {
  if (page.after === null) return sql``;
  const { value, uuid } = page.after;
  const comparison = page.isDescending ? sql`<` : sql`>`;
  if (page.key === 'uuid') return sql`and ${sql.ref(uuidColumn)} ${comparison} ${uuid}`;
  const bound = page.key === 'name' ? (value ?? nameOrderOf(page).missing) : value;
  return sql`and (${keyOf(page)}, ${sql.ref(uuidColumn)}) ${comparison} (${bound}, ${uuid})`;
};
