/** Statements about what one device is given, and what it was given last. */
import { sql } from 'kysely';
import { configurationTime } from '../configuration-time.ts';
import type { Db, Trx } from '../database.ts';
import { configurationColumns, type ConfigurationRow } from './configurations.ts';

/** A layer as it applies to one device. */
export interface AppliedLayerRow extends ConfigurationRow {
  readonly group_name: string | null;
  readonly device_uuid: string | null;
}

const layerColumns = [...configurationColumns, 'group_name', 'device_uuid'] as const;

/** What applies to one device, the factory's layer first, and the time of the newest change of it. */
export const listConfigurationLayers = async (
  db: Db,
  uuid: string,
): Promise<{ readonly time: number | null; readonly layers: readonly AppliedLayerRow[] }> => {
  const { rows } = await sql<{ time: number | null; layers: readonly JsonLayer[] }>`
    select ${configurationTime('d')} as time, coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'revision', c.revision, 'files', c.files, 'reason', c.reason,
        'createdAtMs', (extract(epoch from c.created_at) * 1000)::float8, 'created_by', c.created_by,
        'group_name', c.group_name, 'device_uuid', c.device_uuid
      ) order by c.device_uuid is not null, c.group_name is not null)
      from configurations c
      where c.is_current and (c.factory = d.factory or c.group_name = d.group_name or c.device_uuid = d.uuid)
    ), '[]') as layers
    from devices d where d.uuid = ${uuid}`.execute(db);
  const row = rows[0];
  return { time: row?.time ?? null, layers: (row?.layers ?? []).map(layerFromJson) };
};

type JsonLayer = Omit<AppliedLayerRow, 'created_at'> & { readonly createdAtMs: number };

const layerFromJson = ({ createdAtMs, ...layer }: JsonLayer): AppliedLayerRow => ({
  ...layer,
  created_at: new Date(createdAtMs),
});

/** The revisions that a device was given, by layer. */
export interface AppliedConfiguration {
  readonly at: Date;
  readonly factoryId: string | null;
  readonly groupId: string | null;
  readonly deviceId: string | null;
}

/** Notes what a device is given now, in the place of what it was given before. */
export const upsertAppliedConfiguration = async (
  trx: Trx,
  uuid: string,
  { at, factoryId, groupId, deviceId }: AppliedConfiguration,
): Promise<void> => {
  const values = {
    applied_at: at,
    factory_id: factoryId,
    group_id: groupId,
    device_id: deviceId,
  };
  await trx
    .insertInto('applied_configurations')
    .values({ device_uuid: uuid, ...values })
    .onConflict((conflict) => conflict.column('device_uuid').doUpdateSet(values))
    .execute();
};

/** What a device was last given, the factory's layer first; undefined where it was never given anything. */
export const findAppliedConfigurationByDevice = async (
  db: Db,
  uuid: string,
): Promise<{ readonly at: Date; readonly layers: readonly AppliedLayerRow[] } | undefined> => {
  const applied = await db
    .selectFrom('applied_configurations')
    .select(['applied_at', 'factory_id', 'group_id', 'device_id'])
    .where('device_uuid', '=', uuid)
    .executeTakeFirst();
  if (applied === undefined) return undefined;
  const ids = [applied.factory_id, applied.group_id, applied.device_id].filter(
    (id): id is string => id !== null,
  );
  const rows =
    ids.length === 0
      ? []
      : await db.selectFrom('configurations').select(layerColumns).where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    at: applied.applied_at,
    layers: ids.flatMap((id) => byId.get(id) ?? []),
  };
};
