/** A permit to come back with another key, and a place in the list of them. */
import { decodeCursor } from '@moorgate/auth';
import type { RekeyPermitPosition, RekeyPermitRow } from '@moorgate/db';
import { storedUuidPattern } from '../parse-uuid.ts';

/** open: the next connection with a key that fits uses it up; the others: it does nothing any more. */
export const rekeyPermitStates = ['open', 'used', 'revoked', 'expired'] as const;
export type RekeyPermitState = (typeof rekeyPermitStates)[number];

/** Lets one device connect with another key than the one on record, once. */
export interface RekeyPermit {
  readonly id: string;
  readonly deviceUuid: string;
  /** SHA-256 of the SubjectPublicKeyInfo of the only key that may use it, in lower-case hexadecimal; null: any key. */
  readonly spkiSha256: string | null;
  readonly reason: string | null;
  readonly state: RekeyPermitState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** The key that used it, in the same form. */
  readonly usedSpkiSha256: string | null;
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
}

/** What was taken back after its end, by a denial, had ended by itself. */
const stateAt = (row: RekeyPermitRow, now: Date): RekeyPermitState => {
  if (row.used_at !== null) return 'used';
  if (row.revoked_at !== null && row.revoked_at < row.expires_at) return 'revoked';
  return now < row.expires_at && row.revoked_at === null ? 'open' : 'expired';
};

const hexOf = (hash: Buffer | null): string | null => hash?.toString('hex') ?? null;

/** The row of a permit as it stands at this moment. */
export const rekeyPermitFromRow = (row: RekeyPermitRow, now: Date): RekeyPermit => ({
  id: row.id,
  deviceUuid: row.device_uuid,
  spkiSha256: hexOf(row.spki_sha256),
  reason: row.reason,
  state: stateAt(row, now),
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  usedAt: row.used_at,
  usedSpkiSha256: hexOf(row.used_spki_sha256),
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
});

const cursorPatterns = [/^[0-9]{1,14}$/, storedUuidPattern];

/** The place that a cursor of the list stands for. Throws `cursor_invalid`. */
export const permitPositionFromCursor = (
  cursor: string | undefined,
): RekeyPermitPosition | null => {
  if (cursor === undefined) return null;
  const [milliseconds, id] = decodeCursor(cursor, cursorPatterns) as [string, string];
  return { created_at: new Date(Number(milliseconds)), id };
};

/** What a cursor holds of a row. */
export const permitCursorOf = (row: RekeyPermitPosition): [string, string] => [
  String(row.created_at.getTime()),
  row.id,
];
