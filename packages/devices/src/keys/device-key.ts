/** A key of a device, and a place in a list of keys. */
import { decodeCursor } from '@moorgate/auth';
import type { DeviceKeyRow, KeyPosition, KeyState } from '@moorgate/db';
import { storedUuidPattern } from '../parse-uuid.ts';
import { spkiPem } from './spki-pem.ts';

/** A key that a device has, had, or presented. */
export interface DeviceKey {
  readonly deviceUuid: string;
  /** SHA-256 of the SubjectPublicKeyInfo, in lower-case hexadecimal. */
  readonly spkiSha256: string;
  readonly publicKeyPem: string;
  /** live: admits; next: announced; pending: presented and refused; retired: was live, or announced and replaced. */
  readonly state: KeyState;
  readonly createdAt: Date;
  readonly lastPresentedAt: Date | null;
}

/** The row of a key as a key. */
export const deviceKeyFromRow = (row: DeviceKeyRow): DeviceKey => ({
  deviceUuid: row.device_uuid,
  spkiSha256: row.spki_sha256.toString('hex'),
  publicKeyPem: spkiPem(row.spki),
  state: row.state,
  createdAt: row.created_at,
  lastPresentedAt: row.last_presented_at,
});

const keyCursorPatterns = [storedUuidPattern, /^[0-9a-f]{64}$/];

/** The place that a cursor of a list by device and key stands for. Throws `cursor_invalid`. */
export const keyPositionFromCursor = (cursor: string | undefined): KeyPosition | null => {
  if (cursor === undefined) return null;
  const [uuid, hash] = decodeCursor(cursor, keyCursorPatterns) as [string, string];
  return { device_uuid: uuid, spki_sha256: Buffer.from(hash, 'hex') };
};

/** What a cursor holds of a row in such a list. */
export const keyCursorOf = (row: KeyPosition): [string, string] => [
  row.device_uuid,
  row.spki_sha256.toString('hex'),
];
