/** Issues the certificate by which a device is known. */
import type { KeyObject } from 'node:crypto';
import { isDeviceUuid } from '../device-uuid.ts';
import {
  type CertificateAuthority,
  type CertificateRequest,
  issueCertificate,
  notBeforeAt,
  type SigningAuthority,
} from './issue-certificate.ts';
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

/** How long the certificate of a device is valid unless somebody says otherwise, in days. */
export const deviceDaysDefault = 7300;

const businessCategory = '2.5.4.15';

/** The subject and the key that a device is certified with. */
export interface DeviceLeaf extends Pick<CertificateRequest, 'subject' | 'publicKey'> {
  readonly now: Date;
  readonly days: number;
}

/**
 * Issues a certificate with this subject, as PEM: for digital signatures and client authentication, CA:FALSE, with a
 * random serial number of 16 octets.
 */
export const issueDeviceLeaf = async (
  issuer: CertificateAuthority | SigningAuthority,
  { subject, publicKey, now, days }: DeviceLeaf,
): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  const issuerKey = new x509.X509Certificate(issuer.certificate.raw).publicKey;
  return issueCertificate({
    subject,
    publicKey,
    issuer,
    notBefore: notBeforeAt(now),
    days,
    serialOctets: 16,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      await x509.AuthorityKeyIdentifierExtension.create(issuerKey),
    ],
  });
};

/**
 * Issues a certificate for client authentication, as PEM: CN the UUID, OU the factory, businessCategory `production` if
 * it is one. Throws `PkiError` for a UUID that is none.
 */
export const issueDeviceCertificate = async (
  ca: CertificateAuthority,
  request: DeviceCertificateRequest,
): Promise<string> => {
  if (!isDeviceUuid(request.uuid)) throw new PkiError(`"${request.uuid}" is not a UUID.`);
  return issueDeviceLeaf(ca, {
    subject: [
      ['CN', request.uuid.toLowerCase()],
      ['OU', request.factory],
      ...(request.isProduction === true ? ([[businessCategory, 'production']] as const) : []),
    ],
    publicKey: request.publicKey,
    now: request.now ?? new Date(),
    days: request.days ?? deviceDaysDefault,
  });
};
