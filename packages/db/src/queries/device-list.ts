/** The list of devices: pages in each of its orders, for a cost that does not depend on how many devices there are. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Labels } from '../database.ts';

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
}

/** The expression of each order as its index spells it, and the value that stands there for a missing name. */
const nameOrders = {
  ascending: { expression: sql`coalesce(name, '~')`, missing: '~' },
  descending: { expression: sql`coalesce(name, '')`, missing: '' },
} as const;

/**
 * One page. The part of the order is found in one range of its index; the rest of each line is looked up by primary key
 * in a lateral join, which no statistics can turn into a reading of the whole table.
 */
export const listDevices = async (db: Db, page: DeviceListPage): Promise<DeviceListRow[]> => {
  const statement = page.key === 'last_seen_at' ? fromCheckIns(page) : fromDevices(page);
  const { rows } = await statement.execute(db);
  return rows;
};

const fromDevices = (page: DeviceListPage): RawBuilder<DeviceListRow> => {
  const direction = directionOf(page);
  // By UUID alone, a second mention of it would count as another sort key.
  const keys = (table: string): RawBuilder<unknown> =>
    page.key === 'uuid'
      ? sql`${sql.ref(`${table}.uuid`)} ${direction}`
      : sql`sort_key ${direction}, ${sql.ref(`${table}.uuid`)} ${direction}`;
  return sql`
    select d.uuid, d.created_at, d.labels, c.last_seen_at, c.target_name, c.tag
    from (
      select uuid, created_at, labels, ${keyOf(page)} as sort_key
      from devices
      where denied_at is null ${afterOf(page, 'uuid')}
      order by ${keys('devices')}
      limit ${page.limit} offset ${page.offset}
    ) as d
    left join lateral (
      select last_seen_at, target_name, tag from device_check_ins where device_uuid = d.uuid limit 1
    ) as c on true
    order by ${keys('d')}`;
};

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
