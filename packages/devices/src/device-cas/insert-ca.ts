/** What every addition of a device CA does. */
import { randomUUID } from 'node:crypto';
import { type Context, recordAudit } from '@moorgate/auth';
import { type DeviceCaRow, type EnrolmentPolicy, insertDeviceCa, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';
import type { CaCertificate } from './read-ca-file.ts';

/** A CA that is not there yet, and what it is bound to. */
export interface NewCa {
  readonly certificate: CaCertificate;
  readonly factory: string;
  /** `open` unless given. */
  readonly enrolmentPolicy?: EnrolmentPolicy | undefined;
  /** Null where it comes with cas.pem. */
  readonly addedBy: string | null;
}

/** Inserts the CA with its audit record; to be called under the lock of the set of CAs. */
export const insertCa = async (ctx: Context, trx: Trx, input: NewCa): Promise<DeviceCa> => {
  const { certificate, factory, enrolmentPolicy = 'open', addedBy } = input;
  const row: DeviceCaRow = {
    id: randomUUID(),
    certificate: certificate.der,
    certificate_sha256: certificate.sha256,
    subject: certificate.subject,
    factory,
    enrolment_policy: enrolmentPolicy,
    not_before: certificate.notBefore,
    not_after: certificate.notAfter,
    created_at: ctx.clock.now(),
    retired_at: null,
    retired_by: null,
    added_by: addedBy,
  };
  await insertDeviceCa(trx, row);
  const ca = deviceCaFromRow(row);
  await recordCaAudit(ctx, trx, { action: 'device_ca.added', ca });
  return ca;
};

/** The only organizational unit of its subject, else what is given. Throws `device_ca_factory_unknown`. */
export const factoryOf = (certificate: CaCertificate, otherwise: string | undefined): string => {
  const [unit, ...others] = certificate.organizationalUnits;
  const factory = others.length === 0 ? (unit ?? otherwise) : otherwise;
  if (factory !== undefined) return factory;
  throw fault('device_ca_factory_unknown', { detail: `It is the CA ${certificate.subject}` });
};

/** Records a CA as it is after a change. */
export const recordCaAudit = (
  ctx: Context,
  trx: Trx,
  record: { action: string; ca: DeviceCa },
): Promise<void> =>
  recordAudit(trx, ctx, {
    action: record.action,
    targetKind: 'device_ca',
    targetId: record.ca.id,
    after: { ...record.ca },
  });
