/** What every change of one device CA does. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  appendChange,
  type DeviceCaRow,
  findDeviceCaById,
  inTransaction,
  lockDeviceCas,
  updateDeviceCa,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';

/** The columns that change. */
export type CaChange = Parameters<typeof updateDeviceCa>[2];

/** A change of one CA; null means that it is already as it should be. */
export interface LockedCaChange {
  readonly id: string;
  readonly action: string;
  apply(ca: DeviceCaRow): CaChange | null;
}

/**
 * Changes a CA while nobody else changes any, tells the gateways, and answers the CA as it is afterwards.
 * Faults: device_ca_not_found.
 */
export const changeLockedCa = async (ctx: Context, change: LockedCaChange): Promise<DeviceCa> => {
  const id = parseUuid(change.id, 'device_ca_not_found');
  return inTransaction(ctx.db, async (trx) => {
    await lockDeviceCas(trx);
    const before = await findDeviceCaById(trx, id);
    if (before === undefined) throw fault('device_ca_not_found');
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
    await appendChange(trx, { kind: 'device_cas' });
    return after;
  });
};
