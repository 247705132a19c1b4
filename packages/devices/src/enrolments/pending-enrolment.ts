/** A device that waits for an operator before it may enrol. */
import type { PendingEnrolmentRow } from '@moorgate/db';
import { spkiPem } from '../keys/spki-pem.ts';

/** A device and the key that it presented. */
export interface PendingEnrolment {
  readonly deviceUuid: string;
  /** SHA-256 of the SubjectPublicKeyInfo, in lower-case hexadecimal. */
  readonly spkiSha256: string;
  readonly publicKeyPem: string;
  readonly factory: string;
  readonly deviceCaId: string;
  readonly isProduction: boolean;
  /** Where it last connected from. */
  readonly remoteAddress: string;
  readonly firstPresentedAt: Date;
  readonly lastPresentedAt: Date;
}

/** The row of a pending enrolment as one. */
export const pendingEnrolmentFromRow = (row: PendingEnrolmentRow): PendingEnrolment => ({
  deviceUuid: row.device_uuid,
  spkiSha256: row.spki_sha256.toString('hex'),
  publicKeyPem: spkiPem(row.spki),
  factory: row.factory,
  deviceCaId: row.device_ca_id,
  isProduction: row.is_production,
  remoteAddress: row.remote_address,
  firstPresentedAt: row.first_presented_at,
  lastPresentedAt: row.last_presented_at,
});
