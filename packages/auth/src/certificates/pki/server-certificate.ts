/** What a server certificate of ours looks like, whoever signs it. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { Extension, Name } from '@peculiar/x509';
import {
  type CertificateAuthority,
  issueCertificate,
  type NameAttribute,
  notBeforeAt,
} from './issue-certificate.ts';
import { PkiError } from './pki-error.ts';

/** A certificate for the gateway and the admin API. */
export interface ServerCertificateRequest {
  readonly subject: readonly NameAttribute[] | Name;
  /** The subjectAltName extension. */
  readonly names: Extension;
  readonly publicKey: KeyObject;
  readonly now: Date;
  readonly days: number;
}

/** How long a server certificate is valid unless somebody says otherwise. */
export const serverDaysDefault = 365;

/** Issues it, as PEM: for server authentication, with its names, signed by the CA directly. */
export const issueServerCertificate = async (
  issuer: CertificateAuthority,
  request: ServerCertificateRequest,
): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  const issuerKey = new x509.X509Certificate(issuer.certificate.raw).publicKey;
  return issueCertificate({
    subject: request.subject,
    publicKey: request.publicKey,
    issuer,
    notBefore: notBeforeAt(request.now),
    days: request.days,
    serialOctets: 20,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      request.names,
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    ],
  });
};

/** The same certificate for another time: its subject, names and key, under the same root. Throws `PkiError` without names. */
export const reissueServerCertificate = async (
  issuer: CertificateAuthority,
  present: X509Certificate,
  { now, days }: Pick<ServerCertificateRequest, 'now' | 'days'>,
): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  const parsed = new x509.X509Certificate(present.raw);
  const names = parsed.getExtension('2.5.29.17');
  if (names === null)
    throw new PkiError('A certificate that names no host (subjectAltName) cannot be renewed.');
  const { publicKey } = present;
  return issueServerCertificate(issuer, {
    subject: parsed.subjectName,
    names,
    publicKey,
    now,
    days,
  });
};
