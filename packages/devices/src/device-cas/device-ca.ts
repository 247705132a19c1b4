/** A CA whose certificates devices present, as operators see it. */
import type { DeviceCaRow, EnrolmentPolicy } from '@moorgate/db';

/** A device CA, bound to a factory, with the policy for devices that nobody has heard of. */
export interface DeviceCa {
  readonly id: string;
  /** One line: the attributes of the subject in their order, separated by a comma and a space. */
  readonly subject: string;
  /** SHA-256 of the certificate, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly factory: string;
  readonly enrolmentPolicy: EnrolmentPolicy;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly createdAt: Date;
  /** Null while it is in use. */
  readonly retiredAt: Date | null;
  /** Who retired it; null for a CA that was retired because its certificate left cas.pem. */
  readonly retiredBy: string | null;
  /** Who added it through the API; null for a CA that came with cas.pem. */
  readonly addedBy: string | null;
}

/** The row of a CA as a CA. */
export const deviceCaFromRow = (row: DeviceCaRow): DeviceCa => ({
  id: row.id,
  subject: row.subject,
  sha256: row.certificate_sha256.toString('hex'),
  factory: row.factory,
  enrolmentPolicy: row.enrolment_policy,
  notBefore: row.not_before,
  notAfter: row.not_after,
  createdAt: row.created_at,
  retiredAt: row.retired_at,
  retiredBy: row.retired_by,
  addedBy: row.added_by,
});
