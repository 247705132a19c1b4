/** Creating a device for whoever may: its certificate, its record and its key, all or nothing. */
import {
  commitChange,
  type Context,
  recordAudit,
  signDeviceCertificate,
  type SignedDeviceCertificate,
} from '@moorgate/auth';
import type { Labels, Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { isNameTaken } from '../labels/change-labels.ts';
import type { SigningServices } from '../renewal/renew-certificate.ts';
import { requireSigningCa } from '../renewal/signing-ca.ts';
import type { RegisteringDevice } from './read-registration.ts';
import {
  type DeviceToStore,
  insertRegisteredDevice,
  isForProduction,
  rekeyRegisteredDevice,
} from './store-device.ts';

/** What creating devices stands on. */
export interface DeviceCreation {
  readonly signing: Pick<SigningServices, 'ca' | 'trust' | 'days' | 'takeTurn'>;
  /** The factory of this installation, to which its device CA is bound. */
  readonly factory: string;
}

/** A device to be created. */
export interface DeviceToCreate extends RegisteringDevice {
  readonly labels: Labels;
  /** Runs first in the transaction: what entitles to it is used up. */
  spend?(trx: Trx): Promise<void>;
}

const recordRegistration = (
  trx: Trx,
  ctx: Context,
  registered: {
    readonly device: DeviceToStore;
    readonly issued: SignedDeviceCertificate;
    readonly isNew: boolean;
  },
): Promise<void> => {
  const { device, issued, isNew } = registered;
  const { factory, labels } = device;
  return recordAudit(trx, ctx, {
    action: 'device.registered',
    targetKind: 'device',
    targetId: device.uuid,
    after: {
      factory,
      isProduction: isForProduction(device),
      ...(isNew ? { labels } : {}),
      serialNumber: issued.serialNumber,
      notAfter: issued.notAfter.toISOString(),
    },
  });
};

/**
 * Signs the request of the device and writes the device down, under the factory and the device CA of this installation. A
 * UUID that is known is open to whom a permit lets come back with another key: the device keeps its record and its labels.
 * When this returns every gateway knows. Whether whoever asks may is for the caller to have decided.
 * Faults: device_ca_cannot_sign, rate_limited, signing_request_malformed, device_exists, device_name_taken,
 * device_key_purged, committed_unconfirmed; those of `spend`.
 */
export const createDevice = async (
  ctx: Context,
  { signing, factory }: DeviceCreation,
  { uuid, signingRequest, labels, spend }: DeviceToCreate,
): Promise<SignedDeviceCertificate> => {
  const { ca, trust, days } = signing;
  await trust.reload();
  const { id: deviceCaId } = requireSigningCa(ca, trust.current(), factory);
  if (ca.certificate.validToDate <= ctx.clock.now())
    throw fault('device_ca_cannot_sign', { detail: 'Its certificate has expired.' });
  signing.takeTurn(uuid);
  const issued = await signDeviceCertificate(ca, { signingRequest, now: ctx.clock.now(), days });
  const device = { uuid, signingRequest, labels, factory, deviceCaId };
  await commitChange(ctx, async (trx, announce) => {
    await spend?.(trx);
    const isNew = await insertRegisteredDevice(trx, ctx, device);
    await recordRegistration(trx, ctx, { device, issued, isNew });
    if (!isNew) await rekeyRegisteredDevice(trx, ctx, device);
    announce({ kind: 'device', deviceUuid: uuid });
  }).catch((error: unknown) => {
    throw isNameTaken(error) ? fault('device_name_taken') : error;
  });
  return issued;
};
