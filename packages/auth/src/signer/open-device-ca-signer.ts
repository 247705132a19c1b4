/** Opens the device CA of an installation, wherever its key is kept. */
import { readAuthority } from '../certificates/pki/issue-certificate.ts';
import { toSigner } from '../certificates/pki/keys.ts';
import type { DeviceCaSigner } from './device-ca.ts';

/** Where the CA is. */
export interface DeviceCaSource {
  /** A file with the private key in PEM. */
  readonly key: string;
  /** A file with its certificate in PEM. */
  readonly certificateFile: string;
}

/**
 * Opens the key of the CA and compares it with the certificate. Rejects with `PkiError`, one sentence for a person, where
 * one of the two cannot be read or they do not belong together.
 */
export const openDeviceCaSigner = async (source: DeviceCaSource): Promise<DeviceCaSigner> => {
  const { certificate, privateKey } = await readAuthority(source.key, source.certificateFile);
  return { certificate, signer: toSigner(privateKey), close: () => Promise.resolve() };
};
