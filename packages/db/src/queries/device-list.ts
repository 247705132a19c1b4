/** The list of devices: pages in each of its orders, for a cost that does not depend on how many devices there are. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Labels } from '../database.ts';
import type { DeviceFilter, PatternBeginning } from '../device-filter.ts';
import {
  type DeviceListPage,
  fits,
  isAmong,
  isNamed,
  isOwnedBy,
  isSeen,
  linesOf,
  linesOfDevices,
  sortKeysOf,
} from '../device-lines.ts';

/** One line of the list. */
export interface DeviceListRow {
  uuid: string;
  created_at: Date;
  labels: Labels;
  last_seen_at: Date | null;
  target_name: string | null;
  tag: string | null;
  owner_id: string | null;
  is_production: boolean;
}

const columns = sql`line.uuid, line.created_at, line.labels, line.last_seen_at, line.target_name, line.tag,
  line.owner_id, line.is_production`;

const isOfNobody = ({ groups = null }: DeviceListPage): boolean => groups?.length === 0;

/** One page. Reads its lines and those that it skips, and one line more of each group that the list is limited to. */
export const listDevices = async (db: Db, page: DeviceListPage): Promise<DeviceListRow[]> => {
  if (isOfNobody(page)) return [];
  const { rows } = await sql<DeviceListRow>`
    select ${columns} from (${linesOf(page)}) as line order by ${sortKeysOf(page, 'line')}`.execute(
    db,
  );
  return rows;
};

/** How many lines a page of a filtered list looks at. */
export const examinedMax = 10_000;

/** Devices that an index finds for a filter are sorted when they are no more than these. */
const candidatesMax = 1_000;

/** A page of a filtered list. */
export interface MatchingDevices {
  readonly rows: DeviceListRow[];
  /** The last line that was looked at, where the page has less than its limit and the list goes on; it need not fit. */
  readonly end: DeviceListRow | null;
}

/**
 * The first lines of a page that fit the filter; it begins at no offset. Where an index finds few devices for one of the
 * conditions, those are looked at; otherwise the lines are, in their order, and no more than `examinedMax` of them.
 */
export const listMatchingDevices = async (
  db: Db,
  page: Omit<DeviceListPage, 'offset'>,
  filter: DeviceFilter,
): Promise<MatchingDevices> => {
  const first = { ...page, offset: 0 };
  if (isOfNobody(first)) return { rows: [], end: null };
  const candidates = await findCandidates(db, first, filter);
  if (candidates === null) return listByOrder(db, first, filter);
  const isFound = candidates.length > 0;
  return { rows: isFound ? await listAmong(db, first, { filter, candidates }) : [], end: null };
};

interface ExaminedRow extends DeviceListRow {
  fits: boolean;
  is_end: boolean;
}

const listByOrder = async (
  db: Db,
  page: DeviceListPage,
  filter: DeviceFilter,
): Promise<MatchingDevices> => {
  const { rows } = await sql<ExaminedRow>`
    select ${columns}, line.fits, line.place = ${examinedMax} as is_end
    from (
      select ${columns}, line.sort_key, ${fits(filter)} as fits, row_number() over (order by ${sortKeysOf(page, 'line')}) as place
      from (${linesOf({ ...page, limit: examinedMax }, filter)}) as line
    ) as line
    where line.fits or line.place = ${examinedMax}
    order by ${sortKeysOf(page, 'line')}
    limit ${page.limit}`.execute(db);
  const last = rows.at(-1);
  const found = rows.filter((row) => row.fits).map(toListRow);
  const isCut = last?.is_end === true && found.length < page.limit;
  return { rows: found, end: isCut ? toListRow(last) : null };
};

const toListRow = (row: ExaminedRow): DeviceListRow => ({
  uuid: row.uuid,
  created_at: row.created_at,
  labels: row.labels,
  last_seen_at: row.last_seen_at,
  target_name: row.target_name,
  tag: row.tag,
  owner_id: row.owner_id,
  is_production: row.is_production,
});

const listAmong = async (
  db: Db,
  page: DeviceListPage,
  { filter, candidates }: { filter: DeviceFilter; candidates: readonly string[] },
): Promise<DeviceListRow[]> => {
  const { rows } = await sql<DeviceListRow>`
    select ${columns} from (${linesOfDevices(page, candidates)}) as line
    where ${fits(filter)}
    order by ${sortKeysOf(page, 'line')}
    limit ${page.limit}`.execute(db);
  return rows;
};

/** The devices that an index finds for one of the conditions, if they are few; null if none of them finds few. */
const findCandidates = async (
  db: Db,
  page: DeviceListPage,
  filter: DeviceFilter,
): Promise<string[] | null> => {
  for (const probe of probesOf(page, filter)) {
    const { rows } = await sql<{ uuid: string }>`${probe} limit ${candidatesMax + 1}`.execute(db);
    if (rows.length <= candidatesMax) return rows.map((row) => row.uuid);
  }
  return null;
};

/** Each reads one range of an index, in its order. What the order of the page finds by itself needs none. */
const probesOf = (page: DeviceListPage, filter: DeviceFilter): RawBuilder<unknown>[] => {
  const { namePrefix, uuids, labels = {}, tags = [], seenFrom, seenBefore, ownerId } = filter;
  const isBySight = seenFrom !== undefined || seenBefore !== undefined;
  const probes = {
    name: namePrefix === undefined ? null : byName(namePrefix),
    uuid: uuids === undefined ? null : byUuid(uuids),
    owner: ownerId === undefined ? null : byOwner(ownerId),
    last_seen_at: isBySight ? bySight(filter) : null,
    created_at: null,
  };
  const others = Object.entries(probes).filter(([key]) => key !== page.key);
  return [
    ...Object.entries(labels).map(byLabel),
    ...tags.map(byTag),
    ...others.map(([, probe]) => probe).filter((probe) => probe !== null),
    ...(filter.patternBegins === undefined ? [] : [byBeginning(filter.patternBegins)]),
    ...(filter.isProduction === true ? [forProduction] : []),
  ];
};

const byLabel = ([key, value]: readonly [string, string]): RawBuilder<unknown> => sql`
  select device_uuid as uuid from device_labels
  where label_key = ${key} and label_value = ${value} order by device_uuid`;

const byTag = (tag: string): RawBuilder<unknown> => sql`
  select device_uuid as uuid from device_tags where tag = ${tag} order by device_uuid`;

const name = sql`coalesce(name, '~')`;
const byName = (prefix: string): RawBuilder<unknown> => sql`
  select uuid from devices where denied_at is null and ${isNamed(name, prefix)}
  order by ${name}, uuid`;

const byUuid = (uuids: readonly [string, string]): RawBuilder<unknown> => sql`
  select uuid from devices where denied_at is null and ${isAmong(sql`uuid`, uuids)}
  order by uuid`;

const byBeginning = ({ prefix, uuids }: PatternBeginning): RawBuilder<unknown> => {
  const named = sql`select uuid from devices where denied_at is null and ${isNamed(name, prefix)}`;
  if (uuids === null) return named;
  return sql`${named} union all
  select uuid from devices where denied_at is null and name is null and ${isAmong(sql`uuid`, uuids)}`;
};

const forProduction = sql`
  select uuid from devices where denied_at is null and is_production order by uuid`;

const byOwner = (ownerId: string): RawBuilder<unknown> => sql`
  select uuid from devices where denied_at is null and ${isOwnedBy(ownerId)}`;

const bySight = (filter: DeviceFilter): RawBuilder<unknown> => sql`
  select device_uuid as uuid from device_check_ins
  where is_listed and ${isSeen(sql`last_seen_at`, filter)}
  order by last_seen_at, device_uuid`;
