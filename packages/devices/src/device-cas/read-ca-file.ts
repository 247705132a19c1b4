/** Reading cas.pem: certificates one after the other (RFC 7468). */
import { createHash, X509Certificate } from 'node:crypto';
import { fault } from '@moorgate/errors';

/** What the store keeps of a certificate in the file. */
export interface CaCertificate {
  readonly der: Buffer;
  readonly sha256: Buffer;
  readonly subject: string;
  /** Whether it may issue certificates (RFC 5280, section 4.2.1.9). */
  readonly isCa: boolean;
  readonly organizationalUnits: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const block = /-----BEGIN ([^\r\n]*?)-----[^-]*-----END \1-----/g;
const boundary = /-----(?:BEGIN|END) /g;

/**
 * The certificates of the file, each once; text around them is allowed (RFC 7468, section 5.2). A file without one, with
 * a block of another kind or with one that cannot be read throws `device_ca_file_invalid`: half a file, which a copy that
 * is still under way leaves for a moment, must not look like the withdrawal of the other half.
 */
export const readCaFile = (pem: string): CaCertificate[] => {
  const blocks = [...pem.matchAll(block)];
  const boundaries = pem.match(boundary)?.length ?? 0;
  if (blocks.length === 0) throw invalid('The file has no certificate.');
  if (boundaries !== 2 * blocks.length) throw invalid('The file has a block without its end.');

  const byHash = new Map<string, CaCertificate>();
  blocks.forEach(([text, label], index) => {
    if (label !== 'CERTIFICATE') throw invalid(`Block ${index + 1} of the file is no certificate.`);
    const certificate = readCertificateBlock(text, index);
    byHash.set(certificate.sha256.toString('hex'), certificate);
  });
  return [...byHash.values()];
};

const readCertificateBlock = (text: string, index: number): CaCertificate => {
  try {
    const x509 = new X509Certificate(text);
    const subject = x509.toLegacyObject().subject as unknown as Record<string, unknown> | undefined;
    return {
      der: x509.raw,
      sha256: createHash('sha256').update(x509.raw).digest(),
      subject: x509.subject.replaceAll('\n', ', '),
      isCa: x509.ca,
      organizationalUnits: [subject?.['OU'] ?? []].flat().map(String),
      notBefore: x509.validFromDate,
      notAfter: x509.validToDate,
    };
  } catch (cause) {
    throw invalid(`Certificate ${index + 1} of the file cannot be read.`, cause);
  }
};

const invalid = (detail: string, cause?: unknown): Error =>
  fault('device_ca_file_invalid', { detail, cause });
