/** Issues the certificate by which a device is known. */
import type { KeyObject } from 'node:crypto';
import { isDeviceUuid } from '../device-uuid.ts';
import { type CertificateAuthority, issueCertificate, notBeforeAt } from './issue-certificate.ts';
import { PkiError } from './pki-error.ts';

/** What is certified. */
export interface DeviceCertificateRequest {
  /** In either case; the certificate has it in lower case. */
  readonly uuid: string;
  readonly factory: string;
  readonly publicKey: KeyObject;
  /** The validity in days; 7300 unless given. */
  readonly days?: number;
  readonly isProduction?: boolean;
  readonly now?: Date;
}

const daysDefault = 7300;

const businessCategory = '2.5.4.15';

/**
 * Issues a certificate for client authentication, as PEM: CN the UUID, OU the factory, businessCategory `production` if
 * it is one. Throws `PkiError` for a UUID that is none.
 */
export const issueDeviceCertificate = async (
  ca: CertificateAuthority,
  request: DeviceCertificateRequest,
): Promise<string> => {
  if (!isDeviceUuid(request.uuid)) throw new PkiError(`"${request.uuid}" is not a UUID.`);
  const { x509 } = await import('./x509-library.ts');
  const issuerKey = new x509.X509Certificate(ca.certificate.raw).publicKey;
  return issueCertificate({
    subject: [
      ['CN', request.uuid.toLowerCase()],
      ['OU', request.factory],
      ...(request.isProduction === true ? ([[businessCategory, 'production']] as const) : []),
    ],
    publicKey: request.publicKey,
    issuer: ca,
    notBefore: notBeforeAt(request.now ?? new Date()),
    days: request.days ?? daysDefault,
    serialOctets: 16,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    ],
  });
};
