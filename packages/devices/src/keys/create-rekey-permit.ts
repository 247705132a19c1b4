/** Permitting a device to come back with another key. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  type DeviceKeyRow,
  insertRekeyPermit,
  inTransaction,
  listDeviceKeysByDevice,
  lockDeviceByUuid,
  lockKeyTombstoneByHash,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';
import { type RekeyPermit, rekeyPermitFromRow } from './rekey-permit.ts';

/** For which device, which key, and how long. */
export interface RekeyPermitRequest {
  readonly uuid: string;
  /** SHA-256 of the new SubjectPublicKeyInfo, in hexadecimal. Without it the only pending key of the device is meant. */
  readonly spkiSha256?: string | undefined;
  /** True: whichever key comes first may use it. */
  readonly isForAnyKey?: boolean | undefined;
  /** A day from now if not said. */
  readonly expiresAt?: Date | undefined;
  readonly reason?: string | undefined;
}

const lifetimeMs = 24 * 3_600_000;
const lifetimeMsMax = 30 * lifetimeMs;

/**
 * Makes a permit that one connection can use up: the device comes back with another key and keeps its record and its
 * history. Nothing has to be waited for: a permit takes effect where it is used, in the store.
 * Faults: device_not_found, for a denied device and one of a foreign group too; rekey_permit_key_unclear, where no key is named and not exactly one
 * is pending; device_key_live; device_key_purged; invalid_request.
 */
export const createRekeyPermit = async (
  ctx: Context,
  request: RekeyPermitRequest,
): Promise<RekeyPermit> => {
  const uuid = parseUuid(request.uuid, 'device_not_found');
  const createdAt = ctx.clock.now();
  const expiresAt = expiryOf(request.expiresAt, createdAt);
  if (request.isForAnyKey === true && request.spkiSha256 !== undefined)
    throw invalid('/any-key', 'must not be true for a key that is named');
  return inTransaction(ctx.db, async (trx) => {
    const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:create'));
    if (device === undefined || device.denied_at !== null) throw fault('device_not_found');
    const row = await insertRekeyPermit(trx, {
      id: randomUUID(),
      device_uuid: uuid,
      spki_sha256: await chooseKey(trx, uuid, request),
      reason: request.reason ?? null,
      created_at: createdAt,
      created_by: principalName(ctx.principal),
      expires_at: expiresAt,
    });
    const permit = rekeyPermitFromRow(row, createdAt);
    const { id, spkiSha256, reason } = permit;
    await recordAudit(trx, ctx, {
      action: 'device.rekey_permitted',
      targetKind: 'device',
      targetId: uuid,
      after: { permitId: id, keySha256: spkiSha256, expiresAt, reason },
    });
    return permit;
  });
};

const invalid = (pointer: string, message: string): Error =>
  fault('invalid_request', { issues: [{ pointer, message }] });

const expiryOf = (wanted: Date | undefined, now: Date): Date => {
  const latest = new Date(now.getTime() + lifetimeMsMax);
  if (wanted === undefined) return new Date(now.getTime() + lifetimeMs);
  if (!(wanted > now)) throw invalid('/expires-at', 'must be in the future');
  if (wanted > latest) throw invalid('/expires-at', `must not be after ${latest.toISOString()}`);
  return wanted;
};

/** Null: any key. */
const chooseKey = async (
  trx: Trx,
  uuid: string,
  { isForAnyKey, spkiSha256 }: RekeyPermitRequest,
): Promise<Buffer | null> => {
  if (isForAnyKey === true) return null;
  const keys = await listDeviceKeysByDevice(trx, uuid);
  const hash = spkiSha256 === undefined ? onlyPending(keys) : Buffer.from(spkiSha256, 'hex');
  const isLive = keys.some((key) => key.state === 'live' && key.spki_sha256.equals(hash));
  if (isLive) throw fault('device_key_live');
  const tombstone = await lockKeyTombstoneByHash(trx, hash);
  if (tombstone !== undefined) throw fault('device_key_purged');
  return hash;
};

const onlyPending = (keys: readonly DeviceKeyRow[]): Buffer => {
  const [only, another] = keys.filter((key) => key.state === 'pending');
  if (only !== undefined && another === undefined) return only.spki_sha256;
  throw fault('rekey_permit_key_unclear');
};
