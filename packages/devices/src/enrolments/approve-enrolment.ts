/** Letting a device in that waits for it. */
import { commitChange, type Context, recordAudit } from '@moorgate/auth';
import {
  deletePendingEnrolmentsByDevice,
  insertDevice,
  insertDeviceCheckIn,
  insertDeviceKey,
  lockKeyTombstoneByHash,
  lockPendingEnrolmentsByDevice,
  type PendingEnrolmentRow,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';

/** Which key of which device; without a key, the only one that waits. */
export interface EnrolmentApproval {
  readonly uuid: string;
  /** SHA-256 of the SubjectPublicKeyInfo, in hexadecimal. */
  readonly spkiSha256?: string | undefined;
}

/**
 * Creates the device with that key as its live one, under the factory and the CA that it presented; nothing else waits
 * under its UUID afterwards. The device may connect as soon as this returns.
 * Faults: pending_enrolment_not_found, pending_enrolment_ambiguous, device_exists, device_key_purged,
 * committed_unconfirmed.
 */
export const approveEnrolment = async (
  ctx: Context,
  approval: EnrolmentApproval,
): Promise<void> => {
  const uuid = parseUuid(approval.uuid, 'pending_enrolment_not_found');
  await commitChange(ctx, async (trx, announce) => {
    const waiting = await lockPendingEnrolmentsByDevice(trx, uuid);
    const chosen = chooseEnrolment(waiting, approval.spkiSha256?.toLowerCase());
    await createDevice(ctx, trx, chosen);
    await deletePendingEnrolmentsByDevice(trx, uuid);
    await recordAudit(trx, ctx, {
      action: 'device.enrolment_approved',
      targetKind: 'device',
      targetId: uuid,
      after: {
        factory: chosen.factory,
        deviceCaId: chosen.device_ca_id,
        spkiSha256: chosen.spki_sha256.toString('hex'),
      },
    });
    announce({ kind: 'device', deviceUuid: uuid });
  });
};

const chooseEnrolment = (
  waiting: readonly PendingEnrolmentRow[],
  spkiSha256: string | undefined,
): PendingEnrolmentRow => {
  const fitting =
    spkiSha256 === undefined
      ? waiting
      : waiting.filter((row) => row.spki_sha256.toString('hex') === spkiSha256);
  const [chosen] = fitting;
  if (chosen === undefined) throw fault('pending_enrolment_not_found');
  if (fitting.length > 1) throw fault('pending_enrolment_ambiguous');
  return chosen;
};

const createDevice = async (ctx: Context, trx: Trx, row: PendingEnrolmentRow): Promise<void> => {
  const now = ctx.clock.now();
  const isNew = await insertDevice(trx, {
    uuid: row.device_uuid,
    factory: row.factory,
    device_ca_id: row.device_ca_id,
    is_production: row.is_production,
    created_at: now,
  });
  if (!isNew) throw fault('device_exists');
  const tombstone = await lockKeyTombstoneByHash(trx, row.spki_sha256);
  if (tombstone !== undefined) throw fault('device_key_purged');
  await insertDeviceCheckIn(trx, row.device_uuid);
  await insertDeviceKey(trx, {
    device_uuid: row.device_uuid,
    spki_sha256: row.spki_sha256,
    spki: row.spki,
    state: 'live',
    created_at: now,
    last_presented_at: row.last_presented_at,
  });
};
