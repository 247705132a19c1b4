/** When a certificate ends, in words that operators are told everywhere: by the API, the command line and the log. */

/** From when to when something holds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** ending: valid, for thirty days at most; pending: not valid yet. */
export const certificateStates = ['pending', 'valid', 'ending', 'expired'] as const;
export type CertificateState = (typeof certificateStates)[number];

const dayMs = 86_400_000;
const endingDays = 30;

/** The whole days that are left; negative after the end. */
export const daysLeft = ({ notAfter }: Validity, now: Date): number =>
  Math.floor((notAfter.getTime() - now.getTime()) / dayMs);

/** How it is now. RFC 5280, 4.1.2.5: both ends belong to the validity. */
export const certificateState = (validity: Validity, now: Date): CertificateState => {
  if (validity.notAfter < now) return 'expired';
  if (validity.notBefore > now) return 'pending';
  return daysLeft(validity, now) < endingDays ? 'ending' : 'valid';
};
