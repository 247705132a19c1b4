/** What a device asks of its configuration, and what it may change of it. */
import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import {
  appendDeviceChange,
  type AppliedLayerRow,
  type ConfigurationFiles,
  findConfigurationByLayer,
  insertConfiguration,
  listConfigurationLayers,
  lockDeviceConfiguration,
  lockSharedConfigurationClock,
  listDeviceKeysByDevice,
  type Trx,
  upsertAppliedConfiguration,
} from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { checkFiles } from './check-files.ts';
import { isSameFiles } from './configuration.ts';
import { encryptForDevice } from './encrypt-for-device.ts';
import { type MergedFile, mergeLayers } from './merge-layers.ts';
import { nextTimeOf } from './set-configuration.ts';

type Device = Pick<HeldDevice, 'uuid' | 'generation'>;

/** A configuration on its way to a device. */
export interface DeliveredConfiguration {
  /**
   * Unix seconds: the device compares it with the one that it was last given. Of all that one device is given it grows by a
   * second at least, so that no change is taken for the one before.
   */
  readonly timeSeconds: number;
  readonly files: ReadonlyMap<string, MergedFile>;
}

const idOf = (
  layers: readonly AppliedLayerRow[],
  isIt: (layer: AppliedLayerRow) => boolean,
): string | null => layers.find(isIt)?.id ?? null;

/** The newest of the live keys of a device; null where nothing waits to be encrypted to it. */
const findKeyFor = async (
  trx: Trx,
  uuid: string,
  files: ReadonlyMap<string, MergedFile>,
): Promise<Buffer | null> => {
  if (![...files.values()].some(({ isClear }) => isClear === true)) return null;
  const keys = await listDeviceKeysByDevice(trx, uuid);
  return keys.findLast(({ state }) => state === 'live')?.spki ?? null;
};

/** A file as it goes out; null for one that is to be encrypted to a key that nothing can be encrypted to. */
const sealFile = (file: MergedFile, key: Buffer | null): MergedFile | null => {
  const { isClear = false, ...sent } = file;
  if (!isClear) return file;
  const value = key === null ? null : encryptForDevice(key, file.value);
  return value === null ? null : { ...sent, value };
};

const sealFiles = (
  files: ReadonlyMap<string, MergedFile>,
  key: Buffer | null,
): ReadonlyMap<string, MergedFile> =>
  new Map(
    [...files].flatMap(([name, file]) => {
      const sealed = sealFile(file, key);
      return sealed === null ? [] : [[name, sealed] as const];
    }),
  );

/**
 * The configuration of a device, noted as given to it; null where it was never to be given any. What waits to be encrypted to
 * the device is encrypted to the newest of its live keys; without one on a curve, such a file is left out.
 * Faults: those of `writeAsDevice`.
 */
export const deliverConfiguration = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  device: Device,
): Promise<DeliveredConfiguration | null> => {
  const given = await writeAsDevice(ctx, device, async (trx) => {
    const { time, layers } = await listConfigurationLayers(trx, device.uuid);
    if (time === null) return null;
    await upsertAppliedConfiguration(trx, device.uuid, {
      at: ctx.clock.now(),
      factoryId: idOf(layers, (one) => one.group_name === null && one.device_uuid === null),
      groupId: idOf(layers, (one) => one.group_name !== null),
      deviceId: idOf(layers, (one) => one.device_uuid !== null),
    });
    const files = mergeLayers(layers);
    return { timeSeconds: time, files, key: await findKeyFor(trx, device.uuid, files) };
  });
  if (given === null) return null;
  return { timeSeconds: given.timeSeconds, files: sealFiles(given.files, given.key) };
};

/** The device's own layer, without the others; null where it has none. Rejects where the store does not answer. */
export const readOwnLayer = async (
  ctx: Pick<Context, 'db'>,
  { uuid }: Device,
): Promise<ConfigurationFiles | null> =>
  (await findConfigurationByLayer(ctx.db, { deviceUuid: uuid }))?.files ?? null;

/** The files that a device may put into its own layer itself: the actions that it offers, and its key for a VPN. */
const ownFiles: readonly string[] = ['fio-remote-actions', 'wireguard-client'];

const checkOwnFiles = (present: ConfigurationFiles, files: ConfigurationFiles): void => {
  const foreign = Object.keys(files).filter(
    (name) => !ownFiles.includes(name) && !Object.hasOwn(present, name),
  );
  if (foreign.length === 0) return;
  const issues = foreign.map((name) => ({
    pointer: '/body/files',
    message: `${JSON.stringify(name)} is no file that a device may add`,
  }));
  throw fault('configuration_file_not_allowed', { issues });
};

/**
 * Puts files that a device sends into its own layer, beside those that it has. It may replace files that are there already,
 * which it does when its key changes and they have to be encrypted anew, and add those that it alone can know.
 * Faults: invalid_request; configuration_file_not_allowed, with nothing changed; those of `writeAsDevice`.
 */
export const changeOwnLayer = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  device: Device,
  change: { readonly files: ConfigurationFiles; readonly reason: string },
): Promise<void> => {
  const layer = { deviceUuid: device.uuid };
  await writeAsDevice(ctx, device, async (trx) => {
    await lockDeviceConfiguration(trx, device.uuid);
    await lockSharedConfigurationClock(trx);
    const present = (await findConfigurationByLayer(trx, layer))?.files ?? {};
    checkOwnFiles(present, change.files);
    const files = { ...present, ...change.files };
    checkFiles(files);
    if (isSameFiles(present, files)) return;
    await insertConfiguration(trx, layer, {
      id: randomUUID(),
      deliveredAtSeconds: await nextTimeOf(trx, ctx, layer),
      files,
      reason: change.reason,
      createdAt: ctx.clock.now(),
      createdBy: `device ${device.uuid}`,
    });
    await appendDeviceChange(trx, device.uuid);
  });
};
