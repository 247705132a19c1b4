/** What one check of the ordered list sees and may answer. */
import type { DeviceIdentity } from '@moorgate/auth';
import type { AdmissionRow } from '@moorgate/db';
import type { RefusalCode } from '@moorgate/errors';

/** A certificate that was judged good, and what is on record about its device and key. */
export interface Candidate {
  readonly identity: DeviceIdentity;
  readonly row: AdmissionRow;
}

/** `record` names the list in which an operator finds what was refused. */
export type Decision =
  | { readonly kind: 'admit' }
  | { readonly kind: 'enrol' }
  | { readonly kind: 'rekey' }
  | { readonly kind: 'rotate' }
  | {
      readonly kind: 'refuse';
      readonly code: RefusalCode;
      readonly detail?: string;
      readonly record?: 'pending_key' | 'pending_enrolment';
    };

/** One question to the records; null: the next check decides. */
export type Check = (candidate: Candidate) => Decision | null;
