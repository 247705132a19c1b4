/** A device CA that signs: its certificate with whatever holds its key. */
import type { SigningAuthority } from '../certificates/pki/issue-certificate.ts';

/** Open until it is closed: a token has a session. */
export interface DeviceCaSigner extends SigningAuthority {
  close(): Promise<void>;
}
