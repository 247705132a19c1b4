/** The lines of the list of devices in each of its orders, as the parts that statements about it are made of. */
import { type RawBuilder, sql } from 'kysely';
import type { DeviceFilter } from './device-filter.ts';
import type { GroupLimit } from './group-limit.ts';
import { reportedTags } from './reported-tags.ts';

/** What the list is ordered by; equal ones follow each other by UUID, in the same direction. */
export type DeviceListKey = 'name' | 'uuid' | 'created_at' | 'last_seen_at' | 'owner';

/** Where in the list a page is, and how long it is. */
export interface DeviceListPage {
  readonly key: DeviceListKey;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly offset: number;
  /**
   * The page starts after this line; `value` is that of the key, for a name null where there is none. For an owner it is
   * `ownerKeyOf` the line.
   */
  readonly after: { readonly value: string | Date | null; readonly uuid: string } | null;
  /** The only groups whose devices are listed. */
  readonly groups?: GroupLimit;
}

/** The expression of each order by name as its index spells it, and the value that stands there for a missing name. */
const nameOrders = {
  ascending: { expression: sql`coalesce(name, '~')`, missing: '~' },
  descending: { expression: sql`coalesce(name, '')`, missing: '' },
} as const;

/** The order by owner and then by name, as its indexes spell it. */
const ownerOrder = sql`(coalesce(owner_id::text, '~') || ' ' || coalesce(name, '~')) collate "C"`;

/** The place of a line in the order by owner. */
export const ownerKeyOf = (ownerId: string | null, name: string | null): string =>
  `${ownerId ?? '~'} ${name ?? '~'}`;

/** The devices of an owner, as the range of an index: a blank stands behind the id, and '!' comes next. */
export const isOwnedBy = (ownerId: string): RawBuilder<unknown> =>
  sql`${ownerOrder} >= ${`${ownerId} `} and ${ownerOrder} < ${`${ownerId}!`}`;

const nameOrderOf = (page: DeviceListPage): (typeof nameOrders)[keyof typeof nameOrders] =>
  page.isDescending ? nameOrders.descending : nameOrders.ascending;

const keyOf = (page: DeviceListPage): RawBuilder<unknown> => {
  if (page.key === 'owner') return ownerOrder;
  return page.key === 'name' ? nameOrderOf(page).expression : sql.ref(page.key);
};

const boundOf = ({ value }: NonNullable<DeviceListPage['after']>, page: DeviceListPage) =>
  page.key === 'name' ? (value ?? nameOrderOf(page).missing) : value;

/** The sort keys of a page. By UUID alone, a second mention of it would count as another one. */
export const sortKeysOf = (page: DeviceListPage, table?: string): RawBuilder<unknown> => {
  const direction = page.isDescending ? sql`desc` : sql`asc`;
  const ref = (column: string): RawBuilder<unknown> =>
    sql`${sql.ref(table === undefined ? column : `${table}.${column}`)} ${direction}`;
  return page.key === 'uuid' ? ref('uuid') : sql`${ref('sort_key')}, ${ref('uuid')}`;
};

/** What lies behind the line that a page starts after: the comparison of one row value, as a range of an index. */
export const isAfter = (
  page: DeviceListPage,
  key: RawBuilder<unknown>,
  uuid: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  if (page.after === null) return sql`true`;
  const comparison = page.isDescending ? sql`<` : sql`>`;
  if (page.key === 'uuid') return sql`${uuid} ${comparison} ${page.after.uuid}`;
  const bound = boundOf(page.after, page);
  return sql`(${key}, ${uuid}) ${comparison} (${bound}, ${page.after.uuid})`;
};

const all = (conditions: readonly (RawBuilder<unknown> | null)[]): RawBuilder<unknown> => {
  const present = conditions.filter((condition) => condition !== null);
  return present.length === 0 ? sql`true` : sql.join(present, sql` and `);
};

/** Names that begin so, as the range of an index: '~' comes after every character of a name. */
export const isNamed = (expression: RawBuilder<unknown>, prefix: string): RawBuilder<unknown> =>
  sql`${expression} >= ${prefix} and ${expression} < ${`${prefix}~`}`;

/** UUIDs from the first to the last. */
export const isAmong = (
  uuid: RawBuilder<unknown>,
  [first, last]: readonly [string, string],
): RawBuilder<unknown> => sql`${uuid} >= ${first} and ${uuid} <= ${last}`;

/** Last sights within a filter; true where it says nothing about them. */
export const isSeen = (
  lastSeenAt: RawBuilder<unknown>,
  { seenFrom, seenBefore }: DeviceFilter,
): RawBuilder<unknown> =>
  all([
    seenFrom === undefined ? null : sql`${lastSeenAt} >= ${seenFrom}`,
    seenBefore === undefined ? null : sql`${lastSeenAt} < ${seenBefore}`,
  ]);

/** The part of a filter that is a range of the index that a page is read from. */
const rangeOf = (
  page: DeviceListPage,
  filter: DeviceFilter,
  uuid: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const { namePrefix, uuids, ownerId } = filter;
  if (page.key === 'owner' && ownerId !== undefined) return isOwnedBy(ownerId);
  if (page.key === 'name' && namePrefix !== undefined) return isNamed(keyOf(page), namePrefix);
  if (page.key === 'uuid' && uuids !== undefined) return isAmong(uuid, uuids);
  if (page.key === 'last_seen_at') return isSeen(keyOf(page), filter);
  return sql`true`;
};

const reports = (tags: readonly string[]): RawBuilder<unknown> =>
  tags.length === 0
    ? sql`line.tag = ''`
    : sql`${reportedTags(sql`line.tag`)} @> ${[...tags]}::text[]`;

/** Every condition of a filter, on lines; a device that has not checked in yet was never seen. */
export const fits = ({
  namePrefix,
  uuids,
  labels,
  tags,
  ...others
}: DeviceFilter): RawBuilder<boolean> =>
  sql<boolean>`${all([
    namePrefix === undefined ? null : sql`starts_with(line.labels ->> 'name', ${namePrefix})`,
    uuids === undefined ? null : isAmong(sql`line.uuid`, uuids),
    labels === undefined ? null : sql`line.labels @> ${JSON.stringify(labels)}::jsonb`,
    tags === undefined ? null : reports(tags),
    isSeen(sql`coalesce(line.last_seen_at, 'epoch')`, others),
    ...factsOf(others),
  ])}`;

/** Conditions that no index helps with, but for that on the owner. */
const factsOf = ({
  namePattern,
  targetName,
  isProduction,
  ownerId,
}: DeviceFilter): (RawBuilder<unknown> | null)[] => [
  namePattern === undefined
    ? null
    : sql`coalesce(line.labels ->> 'name', line.uuid::text) ~ ${namePattern}`,
  targetName === undefined ? null : sql`line.target_name = ${targetName}`,
  isProduction === undefined ? null : sql`line.is_production = ${isProduction}`,
  ownerId === undefined ? null : sql`line.owner_id = ${ownerId}`,
];

/** Of one group or of all: no group has more lines of a page than the page has, together with those that are skipped. */
const devicesOf = (
  page: DeviceListPage,
  filter: DeviceFilter,
  group: string | null,
): RawBuilder<unknown> => sql`
  select uuid, created_at, labels, owner_id, is_production, ${keyOf(page)} as sort_key
  from devices
  where denied_at is null and ${group === null ? sql`true` : sql`group_name = ${group}`}
    and ${isAfter(page, keyOf(page), sql`uuid`)} and ${rangeOf(page, filter, sql`uuid`)}
  order by ${sortKeysOf(page)} limit ${page.limit + page.offset}`;

const checkInsOf = (
  page: DeviceListPage,
  filter: DeviceFilter,
  group: string | null,
): RawBuilder<unknown> => sql`
  select device_uuid as uuid, last_seen_at, target_name, tag, last_seen_at as sort_key
  from device_check_ins
  where is_listed and ${group === null ? sql`true` : sql`group_name = ${group}`}
    and ${isAfter(page, keyOf(page), sql`device_uuid`)} and ${rangeOf(page, filter, sql`device_uuid`)}
  order by ${sortKeysOf(page)} limit ${page.limit + page.offset}`;

/**
 * The lines of a page in their order, with `sort_key`: one range of an index, or one for each group, of which PostgreSQL
 * reads the next line of each and those of the page (Merge Append). The rest of each line is looked up by primary key in
 * a lateral join, which no statistics can turn into a reading of the whole table.
 */
export const linesOf = (page: DeviceListPage, filter: DeviceFilter = {}): RawBuilder<unknown> => {
  const { groups = null } = page;
  const isByCheckIn = page.key === 'last_seen_at';
  const source = isByCheckIn ? checkInsOf : devicesOf;
  const ranges = (groups ?? [null]).map((group) => sql`(${source(page, filter, group)})`);
  const columns = isByCheckIn
    ? sql`last_seen_at, target_name, tag`
    : sql`created_at, labels, owner_id, is_production`;
  const part = sql`
    select listed.uuid, ${columns}, listed.sort_key
    from (${sql.join(ranges, sql` union all `)}) as listed
    order by ${sortKeysOf(page, 'listed')}
    limit ${page.limit} offset ${page.offset}`;
  return isByCheckIn ? withDevices(page, part) : withCheckIns(page, part);
};

const withCheckIns = (page: DeviceListPage, part: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select d.uuid, d.created_at, d.labels, d.owner_id, d.is_production, c.last_seen_at, c.target_name, c.tag, d.sort_key
  from (${part}) as d
  left join lateral (
    select last_seen_at, target_name, tag from device_check_ins where device_uuid = d.uuid limit 1
  ) as c on true
  order by ${sortKeysOf(page, 'd')}`;

const withDevices = (page: DeviceListPage, part: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select c.uuid, d.created_at, d.labels, d.owner_id, d.is_production, c.last_seen_at, c.target_name, c.tag, c.sort_key
  from (${part}) as c
  join lateral (
    select created_at, labels, owner_id, is_production from devices where uuid = c.uuid limit 1
  ) as d on true
  order by ${sortKeysOf(page, 'c')}`;

/** The keys of an order where devices and check-ins are joined. */
const qualified = {
  uuid: sql`d.uuid`,
  created_at: sql`d.created_at`,
  last_seen_at: sql`c.last_seen_at`,
} as const;

/** The lines of these devices, in the order of a page and behind where it starts. */
export const linesOfDevices = (
  page: DeviceListPage,
  uuids: readonly string[],
): RawBuilder<unknown> => {
  const { groups = null } = page;
  const key = { ...qualified, name: nameOrderOf(page).expression, owner: ownerOrder }[page.key];
  const inGroups = groups === null ? sql`true` : sql`d.group_name = any(${[...groups]}::text[])`;
  return sql`
    select d.uuid, d.created_at, d.labels, d.owner_id, d.is_production, c.last_seen_at, c.target_name, c.tag, ${key} as sort_key
    from unnest(${[...uuids]}::uuid[]) as wanted (uuid)
    join lateral (
      select uuid, created_at, labels, name, group_name, owner_id, is_production from devices
      where uuid = wanted.uuid and denied_at is null limit 1
    ) as d on true
    left join lateral (
      select last_seen_at, target_name, tag from device_check_ins where device_uuid = d.uuid limit 1
    ) as c on true
    where ${inGroups} and ${isAfter(page, key, sql`d.uuid`)}`;
};
