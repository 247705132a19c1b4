/** Devices by what people call them. */
import { type Context, isDeviceUuid, type Scope } from '@moorgate/auth';
import { findDeviceByUuid, findDeviceUuidByName } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';

/** How somebody names a device, and what they want to do with it. */
export interface DeviceName {
  readonly text: string;
  readonly scope: Scope;
}

/**
 * The UUID of the device of that UUID, in any case, or of that name, of those that whoever asks holds the scope for. A UUID
 * comes first: a device that was given the UUID of another one as its name is never taken for it.
 * Faults: device_not_found, for a denied device and one of a foreign group too.
 */
export const findDeviceUuid = async (
  ctx: Context,
  { text, scope }: DeviceName,
): Promise<string> => {
  const groups = groupLimitOf(ctx, scope);
  if (isDeviceUuid(text)) {
    const uuid = text.toLowerCase();
    if ((await findDeviceByUuid(ctx.db, uuid, groups)) !== undefined) return uuid;
  }
  const uuid = await findDeviceUuidByName(ctx.db, text, groups);
  if (uuid === undefined) throw fault('device_not_found');
  return uuid;
};
