/** Writing a registered device down: as a new one, or as one that a permit lets come back with another key. */
import { createHash } from 'node:crypto';
import { type Context, type Principal, principalName } from '@moorgate/auth';
import {
  deletePendingEnrolmentsByDevice,
  insertDevice,
  insertDeviceCheckIn,
  insertDeviceKey,
  type Labels,
  lockDeviceByUuid,
  lockKeyTombstoneByHash,
  type Trx,
  updateRekeyPermitAsUsed,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import type { RegisteringDevice } from './read-registration.ts';

/** A device, and what it is registered under. */
export interface DeviceToStore extends RegisteringDevice {
  readonly factory: string;
  readonly deviceCaId: string;
  readonly labels: Labels;
}

/** The subject says it, as the certificate of every connection will. */
export const isForProduction = ({ signingRequest }: RegisteringDevice): boolean =>
  signingRequest.businessCategories.includes('production');

/** Whoever registers a device owns it, until an operator says otherwise. */
const ownerOf = (
  principal: Principal,
): { readonly owner_id: string | null; readonly registered_by: string } => ({
  owner_id: principal.kind === 'user' ? principal.userId : null,
  registered_by: principalName(principal),
});

/**
 * Inserts the device with its key as the live one, never seen; false, with nothing done, if there is one of that UUID.
 * Nothing waits for a decision under the UUID afterwards. Throws `device_key_purged`; a name that is taken is refused by
 * the store.
 */
export const insertRegisteredDevice = async (
  trx: Trx,
  ctx: Pick<Context, 'clock' | 'principal'>,
  device: DeviceToStore,
): Promise<boolean> => {
  const { uuid, factory, deviceCaId, labels, signingRequest } = device;
  const { spki } = signingRequest;
  const now = ctx.clock.now();
  const isNew = await insertDevice(trx, {
    uuid,
    factory,
    device_ca_id: deviceCaId,
    is_production: isForProduction(device),
    created_at: now,
    labels,
    ...ownerOf(ctx.principal),
  });
  if (!isNew) return false;
  const hash = createHash('sha256').update(spki).digest();
  if ((await lockKeyTombstoneByHash(trx, hash)) !== undefined) throw fault('device_key_purged');
  await insertDeviceCheckIn(trx, uuid);
  await insertDeviceKey(trx, {
    device_uuid: uuid,
    spki_sha256: hash,
    spki,
    state: 'live',
    created_at: now,
    last_presented_at: null,
  });
  await deletePendingEnrolmentsByDevice(trx, uuid);
  return true;
};

/**
 * Uses up a permit for another key, which becomes the only live one of the device; its record, labels and history stay.
 * It tells gateways, so nothing but more of that may follow it. Throws `device_exists` for a device that is denied, or of a
 * group that whoever asks holds no right for, and without a permit that fits.
 */
export const rekeyRegisteredDevice = async (
  trx: Trx,
  ctx: Context,
  { uuid, deviceCaId, signingRequest }: DeviceToStore,
): Promise<void> => {
  const present = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:create'));
  if (present === undefined || present.denied_at !== null) throw fault('device_exists');
  const permit = await updateRekeyPermitAsUsed(trx, {
    uuid,
    deviceCaId,
    spki: signingRequest.spki,
    address: ctx.address ?? '',
  });
  if (permit === null) throw fault('device_exists');
};
