/** Making the set of device CAs what cas.pem says. */
import { commitChange, type Context } from '@moorgate/auth';
import {
  type DeviceCaRow,
  type EnrolmentPolicy,
  listDeviceCas,
  lockDeviceCas,
  type Trx,
  updateDeviceCa,
} from '@moorgate/db';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';
import { factoryOf, insertCa, recordCaAudit } from './insert-ca.ts';
import { type CaCertificate, readCaFile } from './read-ca-file.ts';

/** What a new CA is bound to where its certificate does not say it. */
export interface DeviceCaDefaults {
  /** The factory of a CA whose subject does not have exactly one organizational unit. */
  readonly factory?: string | undefined;
  /** `open` unless given. */
  readonly enrolmentPolicy?: EnrolmentPolicy | undefined;
}

/** What reading the file changed. */
export interface DeviceCaImport {
  readonly added: readonly DeviceCa[];
  readonly retired: readonly DeviceCa[];
  readonly reinstated: readonly DeviceCa[];
}

/**
 * Adds the certificates of the file that are new, retires the CAs that left it, and reinstates those that had left it and
 * came back; a CA that a person retired stays retired, and one that a person added stays. Gateways on every host learn of it through the store. A file that
 * cannot be read in full, and one that says nothing new, changes nothing.
 * Faults: device_ca_file_invalid, device_ca_factory_unknown, committed_unconfirmed.
 */
export const importDeviceCas = async (
  ctx: Context,
  pem: string,
  defaults: DeviceCaDefaults = {},
): Promise<DeviceCaImport> => {
  const certificates = readCaFile(pem);
  return commitChange(ctx, async (trx, announce) => {
    await lockDeviceCas(trx);
    const changes = compare(certificates, await listDeviceCas(trx));
    const result = {
      added: await addCas(ctx, trx, { certificates: changes.added, defaults }),
      retired: await updateCas(ctx, trx, {
        rows: changes.retired,
        action: 'device_ca.retired',
        retiredAt: ctx.clock.now(),
      }),
      reinstated: await updateCas(ctx, trx, {
        rows: changes.reinstated,
        action: 'device_ca.reinstated',
        retiredAt: null,
      }),
    };
    const isChanged = Object.values(result).some((cas) => cas.length > 0);
    if (isChanged) announce({ kind: 'device_cas' });
    return result;
  });
};

interface Comparison {
  readonly added: readonly CaCertificate[];
  readonly retired: readonly DeviceCaRow[];
  readonly reinstated: readonly DeviceCaRow[];
}

const compare = (
  certificates: readonly CaCertificate[],
  rows: readonly DeviceCaRow[],
): Comparison => {
  const inFile = new Set(certificates.map(({ sha256 }) => sha256.toString('hex')));
  const stored = new Set(rows.map((row) => row.certificate_sha256.toString('hex')));
  const isInFile = (row: DeviceCaRow): boolean =>
    inFile.has(row.certificate_sha256.toString('hex'));
  return {
    added: certificates.filter(({ sha256 }) => !stored.has(sha256.toString('hex'))),
    retired: rows.filter(
      (row) => row.retired_at === null && row.added_by === null && !isInFile(row),
    ),
    reinstated: rows.filter(
      (row) => row.retired_at !== null && row.retired_by === null && isInFile(row),
    ),
  };
};

const addCas = async (
  ctx: Context,
  trx: Trx,
  input: { certificates: readonly CaCertificate[]; defaults: DeviceCaDefaults },
): Promise<DeviceCa[]> => {
  const { factory, enrolmentPolicy } = input.defaults;
  const added: DeviceCa[] = [];
  for (const certificate of input.certificates) {
    const bound = { factory: factoryOf(certificate, factory), enrolmentPolicy, addedBy: null };
    added.push(await insertCa(ctx, trx, { certificate, ...bound }));
  }
  return added;
};

const updateCas = async (
  ctx: Context,
  trx: Trx,
  change: { rows: readonly DeviceCaRow[]; action: string; retiredAt: Date | null },
): Promise<DeviceCa[]> => {
  const changed: DeviceCa[] = [];
  for (const row of change.rows) {
    const ca = deviceCaFromRow({ ...row, retired_at: change.retiredAt });
    await updateDeviceCa(trx, row.id, { retired_at: change.retiredAt });
    await recordCaAudit(ctx, trx, { action: change.action, ca });
    changed.push(ca);
  }
  return changed;
};
