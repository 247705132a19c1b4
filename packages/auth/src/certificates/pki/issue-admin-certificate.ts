/** Makes the key and the certificate of the admin API, beside those of the gateway. */
import { join } from 'node:path';
import { readAuthority } from './issue-certificate.ts';
import { drawKeyPair, toSec1Pem } from './keys.ts';
import { pkiFile } from './pki-files.ts';
import { issueServerCertificate, serverDaysDefault } from './server-certificate.ts';
import { checkFactory, firstServerName, toGeneralNames } from './server-names.ts';
import { publicMode, refuseExisting, secretMode, writeNewFiles } from './write-files.ts';

/** What `issueAdminCertificate` is told. */
export interface AdminCertificateOptions {
  readonly certsDirectory: string;
  readonly factory: string;
  /** Host names and IP addresses by which operators reach the admin API; at least one. */
  readonly dnsNames: readonly string[];
  /** The validity in days; 365 unless given. */
  readonly days?: number;
  readonly now?: Date;
}

/**
 * Writes `admin.key` (P-256, SEC1, 0600) and `admin.pem`, signed with `root.key`; both or none. The key is another one than
 * the gateway's, which whoever breaks into the gateway gets to see. Throws `PkiError` when one of the two exists, when the
 * root's key is not here, or when a name cannot be one.
 */
export const issueAdminCertificate = async (options: AdminCertificateOptions): Promise<void> => {
  const { certsDirectory, factory, dnsNames } = options;
  checkFactory(factory);
  const commonName = firstServerName(dnsNames);
  refuseExisting(certsDirectory, [pkiFile.adminKey, pkiFile.adminCertificate]);
  const root = await readAuthority(
    join(certsDirectory, pkiFile.rootKey),
    join(certsDirectory, pkiFile.rootCertificate),
  );
  const { x509 } = await import('./x509-library.ts');
  const keys = await drawKeyPair();
  const certificate = await issueServerCertificate(root, {
    subject: [
      ['OU', factory],
      ['CN', commonName],
    ],
    names: new x509.SubjectAlternativeNameExtension(toGeneralNames(dnsNames)),
    publicKey: keys.publicKey,
    now: options.now ?? new Date(),
    days: options.days ?? serverDaysDefault,
  });
  await writeNewFiles(certsDirectory, [
    { name: pkiFile.adminKey, content: toSec1Pem(keys.privateKey), mode: secretMode },
    { name: pkiFile.adminCertificate, content: certificate, mode: publicMode },
  ]);
};
