/** Statements about the layers of configuration and their revisions. */
import { sql } from 'kysely';
import type { ConfigurationFileColumn } from '../tables/delivery.ts';
import type { Db, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

/** Which layer: that of a factory, of a group of devices, or of one device. */
export type ConfigurationLayer =
  { readonly factory: string } | { readonly groupName: string } | { readonly deviceUuid: string };

export type ConfigurationFiles = Readonly<Record<string, ConfigurationFileColumn>>;

/** One revision of a layer. */
export interface ConfigurationRow {
  readonly id: string;
  readonly revision: number;
  readonly files: ConfigurationFiles;
  readonly reason: string;
  readonly created_at: Date;
  readonly created_by: string;
}

/** What is read of a revision. */
export const configurationColumns = [
  'id',
  'revision',
  'files',
  'reason',
  'created_at',
  'created_by',
] as const;

const keyOf = (
  layer: ConfigurationLayer,
): readonly ['factory' | 'group_name' | 'device_uuid', string] => {
  if ('factory' in layer) return ['factory', layer.factory];
  return 'groupName' in layer ? ['group_name', layer.groupName] : ['device_uuid', layer.deviceUuid];
};

/** The revision of a layer that is in force. */
export const findConfigurationByLayer = (
  db: Db,
  layer: ConfigurationLayer,
): Promise<ConfigurationRow | undefined> =>
  db
    .selectFrom('configurations')
    .select(configurationColumns)
    .where(...whereKey(layer))
    .where('is_current', '=', true)
    .executeTakeFirst();

const whereKey = (layer: ConfigurationLayer) => {
  const [column, value] = keyOf(layer);
  return [column, '=', value] as const;
};

/** One revision of a layer, in force or not. */
export const findConfigurationByRevision = (
  db: Db,
  layer: ConfigurationLayer,
  revision: number,
): Promise<ConfigurationRow | undefined> =>
  db
    .selectFrom('configurations')
    .select(configurationColumns)
    .where(...whereKey(layer))
    .where('revision', '=', revision)
    .executeTakeFirst();

/** Which revisions: from before one where it is given, without so many of them at first. */
export interface RevisionPage {
  readonly before: number | null;
  readonly limit: number;
  readonly offset?: number;
}

/** Revisions of a layer, the newest first. */
export const listConfigurationRevisions = (
  db: Db,
  layer: ConfigurationLayer,
  page: RevisionPage,
): Promise<ConfigurationRow[]> => {
  let query = db
    .selectFrom('configurations')
    .select(configurationColumns)
    .where(...whereKey(layer));
  if (page.before !== null) query = query.where('revision', '<', page.before);
  return query
    .orderBy('revision', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .execute();
};

/** How many revisions of a layer are kept. */
export const countConfigurationRevisions = async (
  db: Db,
  layer: ConfigurationLayer,
): Promise<number> => {
  const { count } = await db
    .selectFrom('configurations')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where(...whereKey(layer))
    .executeTakeFirstOrThrow();
  return count;
};

/** A file of the layer of a device. */
export interface DeviceFileRow {
  readonly uuid: string;
  readonly name: string | null;
  readonly value: string;
}

/** What the devices of these groups have of the file `wireguard-client`, in clear, in the order of their UUIDs. */
export const listVpnFiles = async (db: Db, groups: GroupLimit): Promise<DeviceFileRow[]> => {
  const { rows } = await sql<DeviceFileRow>`
    select d.uuid, d.name, c.files -> 'wireguard-client' ->> 'value' as value
    from configurations c join devices d on d.uuid = c.device_uuid
    where c.is_current and c.device_uuid is not null and c.files ? 'wireguard-client'
      and (c.files -> 'wireguard-client' ->> 'isUnencrypted')::boolean
      and ${isWithin(sql.ref('d.group_name'), groups)}
    order by d.uuid`.execute(db);
  return rows;
};

/** The layers that hold a file. */
export const listFilledConfigurationLayers = async (db: Db): Promise<ConfigurationLayer[]> => {
  const rows = await db
    .selectFrom('configurations')
    .select(['factory', 'group_name', 'device_uuid'])
    .where('is_current', '=', true)
    .where(sql<boolean>`files <> '{}'`)
    .execute();
  return rows.map(({ factory, group_name: groupName, device_uuid: deviceUuid }) => {
    if (factory !== null) return { factory };
    return groupName === null ? { deviceUuid: deviceUuid! } : { groupName };
  });
};

/** What a new revision is. */
export interface NewConfiguration {
  readonly id: string;
  readonly deliveredAtSeconds: number;
  readonly files: ConfigurationFiles;
  readonly reason: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** Revisions of one layer that are kept beside those that some device still has. */
const revisionsKept = 100;

/**
 * Puts a new revision in force, under the lock of its layer, and returns its number. Revisions that are old, and that no
 * device was given last, go.
 */
export const insertConfiguration = async (
  trx: Trx,
  layer: ConfigurationLayer,
  row: NewConfiguration,
): Promise<number> => {
  const [column, value] = keyOf(layer);
  const last = await trx
    .selectFrom('configurations')
    .select('revision')
    .where(column, '=', value)
    .where('is_current', '=', true)
    .executeTakeFirst();
  const revision = (last?.revision ?? 0) + 1;
  await trx
    .updateTable('configurations')
    .set({ is_current: false })
    .where(column, '=', value)
    .where('is_current', '=', true)
    .execute();
  await trx
    .insertInto('configurations')
    .values({
      id: row.id,
      [column]: value,
      revision,
      delivered_at: row.deliveredAtSeconds,
      files: row.files,
      reason: row.reason,
      created_at: row.createdAt,
      created_by: row.createdBy,
    })
    .execute();
  await deleteOldConfigurations(trx, layer, revision - revisionsKept);
  return revision;
};

const deleteOldConfigurations = async (
  trx: Trx,
  layer: ConfigurationLayer,
  through: number,
): Promise<void> => {
  if (through <= 0) return;
  await trx
    .deleteFrom('configurations as c')
    .where(`c.${whereKey(layer)[0]}`, '=', whereKey(layer)[2])
    .where('c.revision', '<=', through)
    .where(({ not, exists, selectFrom, or, ref }) =>
      not(
        exists(
          selectFrom('applied_configurations as a')
            .select('a.device_uuid')
            .where((eb) =>
              or([
                eb('a.factory_id', '=', ref('c.id')),
                eb('a.group_id', '=', ref('c.id')),
                eb('a.device_id', '=', ref('c.id')),
              ]),
            ),
        ),
      ),
    )
    .execute();
};
