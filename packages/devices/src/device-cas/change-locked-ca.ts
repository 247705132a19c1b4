/** What every change of one device CA does. */
import { commitChange, type Context, recordAudit } from '@moorgate/auth';
import { type DeviceCaRow, findDeviceCaById, lockDeviceCas, updateDeviceCa } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';

/** The columns that change. */
export type CaChange = Parameters<typeof updateDeviceCa>[2];

/** A change of one CA; null means that it is already as it should be. */
export interface LockedCaChange {
  readonly id: string;
  readonly action: string;
  /** Called with the CA as it is, which nobody else changes meanwhile; throws to leave it so. */
  require?: ((present: DeviceCa) => void) | undefined;
  apply(ca: DeviceCaRow): CaChange | null;
}

/**
 * Changes a CA while nobody else changes any, waits until the gateways follow, and answers the CA as it is afterwards.
 * Faults: device_ca_not_found, committed_unconfirmed.
 */
export const changeLockedCa = async (ctx: Context, change: LockedCaChange): Promise<DeviceCa> => {
  const id = parseUuid(change.id, 'device_ca_not_found');
  return commitChange(ctx, async (trx, announce) => {
    await lockDeviceCas(trx);
    const before = await findDeviceCaById(trx, id);
    if (before === undefined) throw fault('device_ca_not_found');
    change.require?.(deviceCaFromRow(before));
    const columns = change.apply(before);
    if (columns === null) return deviceCaFromRow(before);
    await updateDeviceCa(trx, id, columns);
    const after = deviceCaFromRow({ ...before, ...columns });
    await recordAudit(trx, ctx, {
      action: change.action,
      targetKind: 'device_ca',
      targetId: id,
      before: { ...deviceCaFromRow(before) },
      after: { ...after },
    });
    announce({ kind: 'device_cas' });
    return after;
  });
};
