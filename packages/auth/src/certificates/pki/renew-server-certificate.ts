/** Issues the server's certificate anew before it expires. */
import { join } from 'node:path';
import { readAuthority } from './issue-certificate.ts';
import { PkiError } from './pki-error.ts';
import { pkiFile, readX509 } from './pki-files.ts';
import { issueServerCertificate, serverDaysDefault } from './server-certificate.ts';
import { publicMode, replaceFile } from './write-files.ts';

/** What `renewServerCertificate` is told. */
export interface RenewServerCertificateOptions {
  readonly certsDirectory: string;
  /** The validity in days; 365 unless given. */
  readonly days?: number;
  readonly now?: Date;
}

/**
 * Replaces `tls.pem` by one with the same subject, names and key, signed with `root.key`; running services take it up.
 * Throws `PkiError` when the root's key is not here: then the certificate is renewed where that is kept.
 */
export const renewServerCertificate = async (
  options: RenewServerCertificateOptions,
): Promise<void> => {
  const at = (name: string): string => join(options.certsDirectory, name);
  const present = await readX509(at(pkiFile.serverCertificate));
  const root = await readAuthority(at(pkiFile.rootKey), at(pkiFile.rootCertificate));
  const { x509 } = await import('./x509-library.ts');
  const parsed = new x509.X509Certificate(present.raw);
  const names = parsed.getExtension('2.5.29.17');
  if (names === null) {
    throw new PkiError(`${at(pkiFile.serverCertificate)} names no host (subjectAltName).`);
  }
  const content = await issueServerCertificate(root, {
    subject: parsed.subjectName,
    names,
    publicKey: present.publicKey,
    now: options.now ?? new Date(),
    days: options.days ?? serverDaysDefault,
  });
  await replaceFile(options.certsDirectory, {
    name: pkiFile.serverCertificate,
    content,
    mode: publicMode,
  });
};
