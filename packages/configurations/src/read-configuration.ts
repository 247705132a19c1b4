/** Reading layers of configuration, their history, and what comes out of them. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import {
  type ConfigurationLayer,
  countConfigurationRevisions,
  findAppliedConfigurationByDevice,
  findConfigurationByLayer,
  listConfigurationLayers,
  listConfigurationRevisions,
  listVpnFiles,
} from '@moorgate/db';
import { groupLimitOf } from '@moorgate/devices';
import { type Configuration, configurationFromRow } from './configuration.ts';
import { requireReadable } from './layer-access.ts';
import { type MergedFile, mergeLayers } from './merge-layers.ts';

/**
 * What a layer holds; null where it never held anything.
 * Faults: scope_missing, group_not_found, device_not_found.
 */
export const getConfiguration = async (
  ctx: Context,
  name: ConfigurationLayer,
): Promise<Configuration | null> => {
  const layer = await requireReadable(ctx, name);
  const row = await findConfigurationByLayer(ctx.db, layer);
  return row === undefined ? null : configurationFromRow(row);
};

/**
 * A page of what a layer held, the newest first.
 * Faults: cursor_invalid; those of `getConfiguration`.
 */
export const listConfigurationHistory = async (
  ctx: Context,
  name: ConfigurationLayer,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Configuration>> => {
  const layer = await requireReadable(ctx, name);
  const before =
    page.cursor === undefined ? null : Number(decodeCursor(page.cursor, [/^[1-9][0-9]{0,9}$/])[0]);
  const rows = await listConfigurationRevisions(ctx.db, layer, { before, limit: page.limit + 1 });
  const { items, nextCursor } = pageOf(rows, page.limit, (row) => [String(row.revision)]);
  return { items: items.map(configurationFromRow), nextCursor };
};

/** A page of what a layer held, for those who count pages. */
export interface HistoryPage {
  readonly items: readonly (Configuration & {
    /** When a device was given it; null where another revision is what it has, and for a layer of many devices. */
    readonly appliedAt: Date | null;
  })[];
  readonly total: number;
  readonly hasMore: boolean;
}

/**
 * A page of what a layer held, the newest first, by its number, from 1.
 * Faults: those of `getConfiguration`.
 */
export const listConfigurationPage = async (
  ctx: Context,
  name: ConfigurationLayer,
  { page, limit }: { readonly page: number; readonly limit: number },
): Promise<HistoryPage> => {
  const layer = await requireReadable(ctx, name);
  const offset = (page - 1) * limit;
  const [rows, total, applied] = await Promise.all([
    listConfigurationRevisions(ctx.db, layer, { before: null, limit: limit + 1, offset }),
    countConfigurationRevisions(ctx.db, layer),
    'deviceUuid' in layer ? findAppliedConfigurationByDevice(ctx.db, layer.deviceUuid) : undefined,
  ]);
  const given = new Set(applied?.layers.map(({ id }) => id));
  const items = rows.slice(0, limit).map((row) => ({
    ...configurationFromRow(row),
    appliedAt: given.has(row.id) ? (applied?.at ?? null) : null,
  }));
  return { items, total, hasMore: rows.length > limit };
};

/** The address of a device in the VPN of its factory, as the file for it says. */
export interface VpnAddress {
  readonly name: string;
  readonly ip: string;
  readonly isEnabled: boolean;
}

const readVpnFile = (value: string): { readonly ip: string; readonly isEnabled: boolean } => {
  const fields = new Map(
    value.split('\n').map((line) => {
      const [key = '', ...rest] = line.split('=');
      return [key.trim(), rest.join('=').trim()];
    }),
  );
  return { ip: fields.get('address') ?? '', isEnabled: fields.get('enabled') !== '0' };
};

/** The addresses of all devices that have one, of those that whoever asks sees; a device without a name goes by its UUID. */
export const listVpnAddresses = async (ctx: Context): Promise<VpnAddress[]> => {
  const rows = await listVpnFiles(ctx.db, groupLimitOf(ctx, 'devices:read'));
  return rows
    .map(({ uuid, name, value }) => ({ name: name ?? uuid, ...readVpnFile(value) }))
    .filter(({ ip }) => ip !== '');
};

/** A layer that a device's configuration was merged from. */
export interface ConfigurationOrigin extends Configuration {
  readonly layer: 'factory' | 'group' | 'device';
  /** Null for a factory's layer, and for one that is not the device's own. */
  readonly groupName: string | null;
}

/** A configuration as a device is given it. */
export interface EffectiveConfiguration {
  /** By name; `from` of a file are places in `origins`. */
  readonly files: ReadonlyMap<string, MergedFile>;
  /** The layers, the factory's first; one that there is none of is left out. */
  readonly origins: readonly ConfigurationOrigin[];
}

type LayerRow = Awaited<ReturnType<typeof listConfigurationLayers>>['layers'][number];

const originFromRow = (row: LayerRow): ConfigurationOrigin => {
  const isGroup = row.group_name !== null;
  const layer = isGroup ? 'group' : row.device_uuid === null ? 'factory' : 'device';
  return { ...configurationFromRow(row), layer, groupName: row.group_name };
};

/** What comes out of the layers of a device. */
export const effectiveFromLayers = (layers: readonly LayerRow[]): EffectiveConfiguration => ({
  files: mergeLayers(layers),
  origins: layers.map(originFromRow),
});

/**
 * What a device is given when it asks now, and where each file comes from.
 * Faults: device_not_found.
 */
export const getEffectiveConfiguration = async (
  ctx: Context,
  deviceUuid: string,
): Promise<EffectiveConfiguration> => {
  await requireReadable(ctx, { deviceUuid });
  const { layers } = await listConfigurationLayers(ctx.db, deviceUuid);
  return effectiveFromLayers(layers);
};

/**
 * What a device was last given, when, and where each file came from; null where it was never given anything.
 * Faults: device_not_found.
 */
export const getAppliedConfiguration = async (
  ctx: Context,
  deviceUuid: string,
): Promise<(EffectiveConfiguration & { readonly at: Date }) | null> => {
  await requireReadable(ctx, { deviceUuid });
  const applied = await findAppliedConfigurationByDevice(ctx.db, deviceUuid);
  return applied === undefined ? null : { at: applied.at, ...effectiveFromLayers(applied.layers) };
};
