/** Issues a certificate under a CA of ours, whatever it is for. */
import { type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import type { Extension, JsonName, Name } from '@peculiar/x509';
import { type Signer, toSigner } from './keys.ts';
import { PkiError } from './pki-error.ts';
import { readPrivateKey, readX509 } from './pki-files.ts';

/** A CA that can issue: its certificate, and the key that belongs to it. */
export interface CertificateAuthority {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** A CA whose key may be kept elsewhere: its certificate, and what signs in its name. */
export interface SigningAuthority {
  readonly certificate: X509Certificate;
  readonly signer: Signer;
}

/** One attribute of a name: its short name or object identifier, and its value, which is written as UTF-8. */
export type NameAttribute = readonly [type: string, value: string];

/** What is to be issued. Without an issuer the certificate signs itself, with the private key. */
export interface CertificateRequest {
  readonly subject: readonly NameAttribute[] | Name;
  readonly publicKey: KeyObject;
  readonly issuer: CertificateAuthority | SigningAuthority | { readonly privateKey: KeyObject };
  readonly notBefore: Date;
  readonly days: number;
  readonly serialOctets: number;
  readonly extensions: readonly Extension[];
}

const dayMs = 86_400_000;

/** Clocks of devices lag behind: a new certificate is valid a little earlier than it is made. */
const clockSkewMs = 5 * 60_000;

/** When a certificate that is made now begins to be valid. */
export const notBeforeAt = (now: Date): Date => new Date(now.getTime() - clockSkewMs);

/** RFC 5280, 4.1.2.2: positive, and from a source that nobody can predict. */
const drawSerialNumber = (octets: number): string => {
  const serial = randomBytes(octets);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial.toString('hex');
};

/** The last moment of RFC 5280, 4.1.2.5; what would end later ends there. */
const endOfTimeMs = Date.UTC(9999, 11, 31, 23, 59, 59);

/** Nothing outlives its issuer: whoever checks the chain refuses it from then on anyhow. */
const endOf = ({ notBefore, days, issuer }: CertificateRequest): Date => {
  if (!Number.isInteger(days) || days < 1)
    throw new PkiError('A validity is at least one whole day.');
  const issuerEndMs =
    'certificate' in issuer ? issuer.certificate.validToDate.getTime() : endOfTimeMs;
  if (issuerEndMs <= notBefore.getTime()) throw new PkiError('The CA has expired.');
  return new Date(Math.min(notBefore.getTime() + days * dayMs, issuerEndMs, endOfTimeMs));
};

/** A name for the issuing library; every attribute is an RDN of its own and a UTF8String. */
export const toJsonName = (attributes: readonly NameAttribute[]): JsonName =>
  attributes.map(([type, value]) => ({ [type]: [{ utf8String: value }] })) as unknown as JsonName;

const isNameList = (subject: CertificateRequest['subject']): subject is readonly NameAttribute[] =>
  Array.isArray(subject);

/**
 * Issues the certificate and returns it as PEM. The name of its issuer is octet by octet the subject of the CA, and it ends
 * with the CA at the latest.
 */
export const issueCertificate = async (request: CertificateRequest): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  const { issuer } = request;
  const signer = 'signer' in issuer ? issuer.signer : toSigner(issuer.privateKey);
  const subject = isNameList(request.subject) ? toJsonName(request.subject) : request.subject;
  const issuerName =
    'certificate' in issuer
      ? new x509.X509Certificate(issuer.certificate.raw).subjectName
      : subject;
  const spki = request.publicKey.export({ type: 'spki', format: 'der' });
  const content = {
    serialNumber: drawSerialNumber(request.serialOctets),
    subject,
    issuer: issuerName,
    notBefore: request.notBefore,
    notAfter: endOf(request),
    publicKey: new x509.PublicKey(spki),
    signingKey: signer.key,
    signingAlgorithm: signer.algorithm,
    extensions: [...request.extensions],
  };
  const certificate = await x509.X509CertificateGenerator.create(content, signer.crypto);
  return `${certificate.toString('pem')}\n`;
};

/** Reads a CA from its two files. Throws `PkiError` when one cannot be read, or the key is another one's. */
export const readAuthority = async (
  keyPath: string,
  certificatePath: string,
): Promise<CertificateAuthority> => {
  const privateKey = await readPrivateKey(keyPath);
  const certificate = await readX509(certificatePath);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new PkiError(`${keyPath} is not the key of ${certificatePath}.`);
  }
  return { certificate, privateKey };
};
