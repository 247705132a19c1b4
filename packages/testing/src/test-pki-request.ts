/** Makes certificate signing requests (PKCS#10, RFC 2986), good ones and such as must be refused. */
import type { KeyObject } from 'node:crypto';
import { algorithmIdentifier, type SignatureScheme, signTbs } from './test-pki-certificate.ts';
import { bitString, encode, sequence, smallInteger } from './test-pki-der.ts';
import type { KeyPair } from './test-pki-keys.ts';

/** What the request says. */
export interface SigningRequestFields {
  /** The DER Name: that of a certificate to be renewed, say. */
  readonly subject: Buffer;
  readonly keys: KeyPair;
  /** Signs in the place of the key that is shown. */
  readonly signedBy?: KeyObject;
  readonly scheme?: SignatureScheme;
}

/** The request in DER, without attributes. */
export const createSigningRequest = (fields: SigningRequestFields): Buffer => {
  const { subject, keys, signedBy = keys.privateKey, scheme = 'sha256' } = fields;
  const info = sequence(
    smallInteger(0),
    subject,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    encode(0xa0),
  );
  const signature = signTbs(info, signedBy, scheme);
  return sequence(info, algorithmIdentifier(signedBy, scheme), bitString(signature));
};
