/** Which layer is meant, and whether whoever asks may see or change it. */
import { type Context, holdsFor, requireUnlimited, type Scope } from '@moorgate/auth';
import {
  type ConfigurationLayer,
  findConfigurationByLayer,
  listGroupNames,
  lockConfigurationClock,
  lockDeviceByUuid,
  lockSharedConfigurationClock,
  type Trx,
} from '@moorgate/db';
import { getDevice, groupLimitOf, labelRules, parseUuid } from '@moorgate/devices';
import { fault } from '@moorgate/errors';

const groupPattern = new RegExp(labelRules.namePattern);

/** What changes of a layer need, unless said: a configuration carries the settings of updates too. */
export const writingScopes: readonly Scope[] = ['devices:read-update', 'updates:read-update'];

/** Passes for a group that the scopes are held for; a foreign one is answered like one that does not exist. */
const requireGroup = (ctx: Context, group: string, scopes: readonly Scope[]): void => {
  const isHeld = scopes.every((scope) => holdsFor(ctx.principal, scope, group));
  if (!isHeld || !groupPattern.test(group)) throw fault('group_not_found');
};

/**
 * The layer of that name, for somebody who reads it. A group is one that a device is in or that has a layer.
 * Faults: scope_missing, for the layer of a factory; group_not_found; device_not_found, for a denied device and one of a
 * foreign group too.
 */
export const requireReadable = async (
  ctx: Context,
  layer: ConfigurationLayer,
): Promise<ConfigurationLayer> => {
  if ('factory' in layer) {
    requireUnlimited(ctx.principal, ['devices:read']);
    return layer;
  }
  if ('deviceUuid' in layer) return { deviceUuid: (await getDevice(ctx, layer.deviceUuid)).uuid };
  requireGroup(ctx, layer.groupName, ['devices:read']);
  if ((await findConfigurationByLayer(ctx.db, layer)) !== undefined) return layer;
  if ((await listGroupNames(ctx.db, [layer.groupName])).length > 0) return layer;
  throw fault('group_not_found');
};

const lockDevice = async (
  trx: Trx,
  ctx: Context,
  { text, scopes }: { readonly text: string; readonly scopes: readonly Scope[] },
): Promise<ConfigurationLayer> => {
  const uuid = parseUuid(text, 'device_not_found');
  const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:read-update'));
  const group = device?.labels['group'] ?? null;
  const isHeld = scopes.every((scope) => holdsFor(ctx.principal, scope, group));
  if (device === undefined || device.denied_at !== null || !isHeld) throw fault('device_not_found');
  await lockSharedConfigurationClock(trx);
  return { deviceUuid: uuid };
};

/** A layer that is to be changed, and what whoever does it must hold. */
export interface WantedLayer {
  readonly layer: ConfigurationLayer;
  readonly scopes?: readonly Scope[] | undefined;
}

/**
 * The layer of that name, which nobody else changes until the commit, nor any other one that a device of it is given. A
 * group need not exist: whoever configures it makes it.
 * Faults: as `requireReadable`.
 */
export const lockWritable = async (
  trx: Trx,
  ctx: Context,
  { layer, scopes = writingScopes }: WantedLayer,
): Promise<ConfigurationLayer> => {
  if ('deviceUuid' in layer) return lockDevice(trx, ctx, { text: layer.deviceUuid, scopes });
  if ('factory' in layer) requireUnlimited(ctx.principal, scopes);
  else requireGroup(ctx, layer.groupName, scopes);
  await lockConfigurationClock(trx);
  return layer;
};
