/** Certificates whose ends are watched, read from files. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PkiError } from '../pki/pki-error.ts';
import { readPemCertificates } from '../pki/pki-files.ts';
import type { Validity } from './certificate-end.ts';

/** server: of one of our services; root: signed by itself; ca: between the two; device_ca: signs those of devices. */
export type CertificateKind = 'server' | 'root' | 'ca' | 'device_ca';

/** A certificate that something stops working without. */
export interface WatchedCertificate extends Validity {
  readonly kind: CertificateKind;
  /** The name of its file without the folder, or the id of the device CA. */
  readonly source: string;
  /** One line: the attributes of the subject in their order, separated by a comma and a space. */
  readonly subject: string;
  /** SHA-256 of the certificate, in lower-case hexadecimal. */
  readonly sha256: string;
}

const kindOf = (certificate: X509Certificate): CertificateKind => {
  if (!certificate.ca) return 'server';
  return certificate.checkIssued(certificate) ? 'root' : 'ca';
};

/** Every certificate of a file in PEM, in order. Throws `PkiError` when it cannot be read, or none is in it. */
export const readWatchedCertificates = async (
  path: string,
): Promise<readonly WatchedCertificate[]> => {
  try {
    const certificates = readPemCertificates(await readFile(path, 'utf8'));
    if (certificates.length === 0) throw new Error('no certificate is in it');
    return certificates.map((der) => {
      const certificate = new X509Certificate(der);
      return {
        kind: kindOf(certificate),
        source: basename(path),
        subject: certificate.subject.replaceAll('\n', ', '),
        sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
        notBefore: certificate.validFromDate,
        notAfter: certificate.validToDate,
      };
    });
  } catch (error) {
    throw new PkiError(`The certificates in ${path} cannot be read.`, { cause: error });
  }
};
