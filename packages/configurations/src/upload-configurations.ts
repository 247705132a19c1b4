/** Replacing the layers of a whole installation at once. */
import { randomUUID } from 'node:crypto';
import {
  commitChange,
  type Context,
  principalName,
  recordAudits,
  requireUnlimited,
} from '@moorgate/auth';
import {
  type ConfigurationFiles,
  type ConfigurationLayer,
  findConfigurationByLayer,
  findNextTimeByClock,
  insertConfiguration,
  listFilledConfigurationLayers,
  lockConfigurationClock,
  lockDeviceConfigurations,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { configurationFromRow, isSameFiles, keepSecrets } from './configuration.ts';
import { writingScopes } from './layer-access.ts';
import { type ArchivedLayer, readConfigurationArchive } from './read-configuration-archive.ts';
import { targetOf } from './set-configuration.ts';

/** What a layer is to hold. */
interface WantedLayer {
  readonly layer: ConfigurationLayer;
  readonly files: ConfigurationFiles;
  readonly reason: string;
}

const devicesOf = (layers: readonly { readonly layer: ConfigurationLayer }[]): string[] =>
  layers.flatMap(({ layer }) => ('deviceUuid' in layer ? [layer.deviceUuid] : []));

/**
 * Locks every layer, in the order in which all others lock: devices, then the clock. Throws `configuration_archive_invalid`
 * for a device that there is not, and `service_unavailable` where one got its first layer meanwhile.
 */
const lockAll = async (
  trx: Trx,
  wanted: readonly ArchivedLayer[],
): Promise<ConfigurationLayer[]> => {
  const before = await listFilledConfigurationLayers(trx);
  const named = devicesOf(wanted);
  const present = devicesOf(before.map((layer) => ({ layer })));
  const locked = new Set(await lockDeviceConfigurations(trx, [...named, ...present]));
  const unknown = named.find((uuid) => !locked.has(uuid));
  if (unknown !== undefined)
    throw fault('configuration_archive_invalid', {
      detail: `There is no device ${unknown}, or it is denied.`,
    });
  await lockConfigurationClock(trx);
  const filled = await listFilledConfigurationLayers(trx);
  const isLate = devicesOf(filled.map((layer) => ({ layer }))).some((uuid) => !locked.has(uuid));
  if (isLate) throw fault('service_unavailable', { retryAfterSeconds: 1 });
  return filled;
};

const writeAll = async (
  trx: Trx,
  ctx: Context,
  wanted: readonly WantedLayer[],
): Promise<number> => {
  const deliveredAtSeconds = await findNextTimeByClock(
    trx,
    Math.floor(ctx.clock.now().getTime() / 1_000),
  );
  const records = [];
  for (const { layer, files: given, reason } of wanted) {
    const row = await findConfigurationByLayer(trx, layer);
    const present = row === undefined ? null : configurationFromRow(row);
    const inForce = present?.files ?? {};
    const files = keepSecrets(inForce, given);
    if (present !== null && isSameFiles(present.files, files)) continue;
    const revision = await insertConfiguration(trx, layer, {
      id: randomUUID(),
      deliveredAtSeconds,
      files,
      reason,
      createdAt: ctx.clock.now(),
      createdBy: principalName(ctx.principal),
    });
    records.push({
      action: 'configuration.changed',
      targetKind: 'configuration',
      targetId: targetOf(layer),
      before: { revision: present?.revision ?? null, files: Object.keys(inForce) },
      after: { revision, files: Object.keys(files), reason },
    });
  }
  await recordAudits(trx, ctx, records);
  return records.length;
};

/**
 * Puts an archive of layers in the place of all layers of the installation, all of them or none: one that the archive does
 * not have holds no files afterwards, and one that holds the same already keeps its revision. What was a secret stays one, as
 * `keepSecrets` has it. The archive is read and checked whole before anything changes.
 * Faults: scope_missing; those of `readConfigurationArchive`; configuration_archive_invalid, for a device that there is not;
 * committed_unconfirmed, service_unavailable.
 */
export const uploadConfigurations = async (
  ctx: Context,
  { factory }: { readonly factory: string },
  body: AsyncIterable<Uint8Array>,
): Promise<void> => {
  requireUnlimited(ctx.principal, writingScopes);
  const archived = await readConfigurationArchive(body, factory);
  await commitChange(ctx, async (trx, announce) => {
    const filled = await lockAll(trx, archived);
    const named = new Set(archived.map(({ layer }) => targetOf(layer)));
    const emptied = filled
      .filter(
        (layer) =>
          !named.has(targetOf(layer)) && !('factory' in layer && layer.factory !== factory),
      )
      .map((layer) => ({ layer, files: {}, reason: 'not in the upload' }));
    if ((await writeAll(trx, ctx, [...archived, ...emptied])) > 0) announce({ kind: 'devices' });
  });
};
