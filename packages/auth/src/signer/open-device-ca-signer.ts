/** Opens the device CA of an installation, wherever its key is kept. */
import { readAuthority } from '../certificates/pki/issue-certificate.ts';
import { toSigner } from '../certificates/pki/keys.ts';
import { readX509 } from '../certificates/pki/pki-files.ts';
import type { DeviceCaSigner } from './device-ca.ts';
import { openTokenSigner } from './token/open-token-signer.ts';
import { isPkcs11Uri, readPkcs11Uri } from './token/pkcs11-uri.ts';

/** Where the CA is. */
export interface DeviceCaSource {
  /** A file with the private key in PEM, or the address of a key in a PKCS#11 token (RFC 7512). */
  readonly key: string;
  /** A file with its certificate in PEM. */
  readonly certificateFile: string;
}

/**
 * Opens the key of the CA, which a token keeps to itself, and compares it with the certificate. Rejects with `PkiError`,
 * one sentence for a person, where one of the two cannot be used or they do not belong together.
 */
export const openDeviceCaSigner = async (source: DeviceCaSource): Promise<DeviceCaSigner> => {
  if (isPkcs11Uri(source.key)) {
    const certificate = await readX509(source.certificateFile);
    return { certificate, ...(await openTokenSigner(readPkcs11Uri(source.key), certificate)) };
  }
  const { certificate, privateKey } = await readAuthority(source.key, source.certificateFile);
  return { certificate, signer: toSigner(privateKey), close: () => Promise.resolve() };
};
