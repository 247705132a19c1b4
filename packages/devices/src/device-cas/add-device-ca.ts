/** Adding a device CA by hand. */
import { commitChange, type Context, principalName } from '@moorgate/auth';
import { type EnrolmentPolicy, listDeviceCas, lockDeviceCas } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkFactory } from './change-device-ca.ts';
import type { DeviceCa } from './device-ca.ts';
import { factoryOf, insertCa } from './insert-ca.ts';
import { type CaCertificate, readCaFile } from './read-ca-file.ts';

/** A certificate, and what it is bound to. */
export interface DeviceCaAddition {
  /** In PEM (RFC 7468). */
  readonly certificate: string;
  /** The organizational unit of its subject unless given. */
  readonly factory?: string | undefined;
  /** `open` unless given. */
  readonly enrolmentPolicy?: EnrolmentPolicy | undefined;
}

/**
 * Adds a device CA, whether cas.pem has it or not; it stays until somebody retires it. Answers when the gateways follow.
 * Faults: device_ca_file_invalid (also for several certificates, and for one that is not of a CA),
 * device_ca_factory_unknown, device_ca_exists (for a retired one too), invalid_request, committed_unconfirmed.
 */
export const addDeviceCa = async (ctx: Context, input: DeviceCaAddition): Promise<DeviceCa> => {
  const certificate = readOne(input.certificate);
  checkFactory(input.factory);
  const factory = input.factory ?? factoryOf(certificate, undefined);
  return commitChange(ctx, async (trx, announce) => {
    await lockDeviceCas(trx);
    const isKnown = (await listDeviceCas(trx)).some((row) =>
      row.certificate_sha256.equals(certificate.sha256),
    );
    if (isKnown) throw fault('device_ca_exists');
    const { enrolmentPolicy } = input;
    const addedBy = principalName(ctx.principal);
    const ca = await insertCa(ctx, trx, { certificate, factory, enrolmentPolicy, addedBy });
    announce({ kind: 'device_cas' });
    return ca;
  });
};

const readOne = (pem: string): CaCertificate => {
  const [certificate, ...others] = readCaFile(pem);
  if (certificate === undefined || others.length > 0)
    throw fault('device_ca_file_invalid', { detail: 'One certificate is added at a time.' });
  if (certificate.isCa) return certificate;
  throw fault('device_ca_file_invalid', {
    detail: 'The certificate is not that of a CA (RFC 5280, section 4.2.1.9).',
  });
};
