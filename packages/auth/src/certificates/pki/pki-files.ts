/** The names of the files of a PKI, those of existing installations, and how one is read. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { PkiError } from './pki-error.ts';

/** In the directory of certificates. */
export const pkiFile = {
  rootKey: 'root.key',
  rootCertificate: 'root.crt',
  serverKey: 'tls.key',
  serverCertificate: 'tls.pem',
  serverRequest: 'tls.csr',
  /** Of the admin API, where it speaks HTTPS. */
  adminKey: 'admin.key',
  adminCertificate: 'admin.pem',
  deviceCaKey: 'device-ca.key',
  deviceCaCertificate: 'device-ca.crt',
  /** The trust list: every CA whose devices may connect. */
  trustedCas: 'cas.pem',
} as const;

/** The files with the certificates of our services. */
export const serverCertificateFiles = [
  pkiFile.serverCertificate,
  pkiFile.adminCertificate,
] as const;
export type ServerCertificateFile = (typeof serverCertificateFiles)[number];

/** The text of a file; throws `PkiError` naming it when there is none or it may not be read. */
export const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new PkiError(`${path} ${isMissing ? 'does not exist' : 'cannot be read'}.`, {
      cause: error,
    });
  }
};

/** The private key in a file, in any form of PEM without a passphrase. Throws `PkiError`. */
export const readPrivateKey = async (path: string): Promise<KeyObject> => {
  const text = await readText(path);
  try {
    return createPrivateKey(text);
  } catch (error) {
    throw new PkiError(`${path} holds no private key that can be read.`, { cause: error });
  }
};

/** The first certificate in a file. Throws `PkiError`. */
export const readX509 = async (path: string): Promise<X509Certificate> => {
  const text = await readText(path);
  try {
    return new X509Certificate(text);
  } catch (error) {
    throw new PkiError(`${path} holds no certificate that can be read.`, { cause: error });
  }
};

const certificateBlock = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g;

/** Every certificate of a text, in DER and in order (RFC 7468); what stands between the blocks is passed over. */
export const readPemCertificates = (text: string): Buffer[] =>
  [...text.matchAll(certificateBlock)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
