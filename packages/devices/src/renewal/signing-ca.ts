/** For whom the device CA of this installation may sign. */
import type { DeviceCaSigner, TrustedCa, TrustList } from '@moorgate/auth';
import { fault } from '@moorgate/errors';

/**
 * The CA of the list whose key signs here, if what it signs for this factory would be admitted: it is listed, in use, suited
 * to issue, and bound to the factory. Faults: device_ca_cannot_sign.
 */
export const requireSigningCa = (
  { certificate }: Pick<DeviceCaSigner, 'certificate'>,
  trust: TrustList,
  factory: string,
): TrustedCa => {
  const ca = trust.cas.find(({ parsed }) => parsed.raw.equals(certificate.raw));
  const isFit = ca !== undefined && !ca.isRetired && ca.unsuitability === null;
  if (!isFit || ca.factory !== factory) throw fault('device_ca_cannot_sign');
  return ca;
};
