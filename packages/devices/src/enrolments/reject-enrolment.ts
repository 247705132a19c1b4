/** Turning down a device that waits for its enrolment. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  deletePendingEnrolmentsByDevice,
  inTransaction,
  lockPendingEnrolmentsByDevice,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Removes all that waits under a UUID. The device stays outside, as it was; if it connects again, it waits again.
 * Faults: pending_enrolment_not_found.
 */
export const rejectEnrolment = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'pending_enrolment_not_found');
  await inTransaction(ctx.db, async (trx) => {
    const waiting = await lockPendingEnrolmentsByDevice(trx, uuid);
    if (waiting.length === 0) throw fault('pending_enrolment_not_found');
    await deletePendingEnrolmentsByDevice(trx, uuid);
    await recordAudit(trx, ctx, {
      action: 'device.enrolment_rejected',
      targetKind: 'device',
      targetId: uuid,
      before: { spkiSha256: waiting.map((row) => row.spki_sha256.toString('hex')) },
    });
  });
};
