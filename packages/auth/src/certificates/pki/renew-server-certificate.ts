/** Issues a service's certificate anew, when somebody says so. */
import { join } from 'node:path';
import { readAuthority } from './issue-certificate.ts';
import { pkiFile, readX509, type ServerCertificateFile } from './pki-files.ts';
import { reissueServerCertificate, serverDaysDefault } from './server-certificate.ts';
import { publicMode, replaceFile } from './write-files.ts';

/** What `renewServerCertificate` is told. */
export interface RenewServerCertificateOptions {
  readonly certsDirectory: string;
  /** Which one; that of the gateway unless given. */
  readonly file?: ServerCertificateFile;
  /** The validity in days; 365 unless given. */
  readonly days?: number;
  readonly now?: Date;
}

/**
 * Replaces the certificate by one with the same subject, names and key, signed with `root.key`; running services take it
 * up. Throws `PkiError` when the root's key is not here: then the certificate is renewed where that is kept.
 */
export const renewServerCertificate = async (
  options: RenewServerCertificateOptions,
): Promise<void> => {
  const { certsDirectory, file = pkiFile.serverCertificate } = options;
  const at = (name: string): string => join(certsDirectory, name);
  const present = await readX509(at(file));
  const root = await readAuthority(at(pkiFile.rootKey), at(pkiFile.rootCertificate));
  const content = await reissueServerCertificate(root, present, {
    now: options.now ?? new Date(),
    days: options.days ?? serverDaysDefault,
  });
  await replaceFile(certsDirectory, { name: file, content, mode: publicMode });
};
