/** The outcome of a handshake. */
import type { DeviceIdentity } from '@moorgate/auth';
import type { RefusalCode } from '@moorgate/errors';
import type { HeldDevice } from './held-device.ts';

/** What is held of the certificate for as long as the connection lasts: its bytes can be asked for again. */
export type HeldIdentity = Pick<DeviceIdentity, 'ca' | 'notAfterMs'>;

/** A device that may connect. `renewable`: its certificate has expired, but within the grace that policy allows. */
export interface DeviceVerdict {
  readonly kind: 'device' | 'renewable';
  readonly identity: HeldIdentity;
  readonly device: HeldDevice;
}

/** Who may not, and why. */
export interface RefusedVerdict {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  /** Particulars for the answer; some clients print them. */
  readonly detail?: string;
}

/** What every connection has before a request on it is routed. `anonymous`: it showed no certificate. */
export type Verdict = DeviceVerdict | { readonly kind: 'anonymous' } | RefusedVerdict;

/** What a route can admit. */
export type VerdictKind = Exclude<Verdict['kind'], 'refused'>;
