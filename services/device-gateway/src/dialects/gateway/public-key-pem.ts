/** The public key of a connection as text. */
import { publicKeyOfCertificate } from '@moorgate/auth';
import type { HeldIdentity } from '@moorgate/devices';
import type { ConnectedDevice } from './context.ts';
import { toPublicKeyPem } from './translate.ts';

/** A key stays the same for as long as a verdict is held. */
const pems = new WeakMap<HeldIdentity, string>();

/** The public key that the device of a connection showed, in PEM; made once for each verdict. */
export const publicKeyPemOf = ({ identity, certificate }: ConnectedDevice): string => {
  const known = pems.get(identity);
  if (known !== undefined) return known;
  const pem = toPublicKeyPem(publicKeyOfCertificate(certificate()));
  pems.set(identity, pem);
  return pem;
};
