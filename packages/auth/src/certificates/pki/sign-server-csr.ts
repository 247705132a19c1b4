/** Signs the request for the server's certificate with a CA whose key is at hand. */
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import type { Pkcs10CertificateRequest } from '@peculiar/x509';
import { readAuthority } from './issue-certificate.ts';
import { PkiError } from './pki-error.ts';
import { pkiFile, readText } from './pki-files.ts';
import { issueServerCertificate, serverDaysDefault } from './server-certificate.ts';
import { publicMode, writeNewFiles } from './write-files.ts';

/** What `signServerCsr` is told. */
export interface SignServerCsrOptions {
  readonly certsDirectory: string;
  readonly caKeyPath: string;
  readonly caCertificatePath: string;
  /** The validity in days; 365 unless given. */
  readonly days?: number;
  readonly now?: Date;
}

const readRequest = async (path: string): Promise<Pkcs10CertificateRequest> => {
  const { x509 } = await import('./x509-library.ts');
  const text = await readText(path);
  try {
    const request = new x509.Pkcs10CertificateRequest(text);
    if (await request.verify()) return request;
  } catch (error) {
    throw new PkiError(`${path} holds no certificate signing request.`, { cause: error });
  }
  throw new PkiError(`${path} is not signed with the key that it shows.`);
};

/**
 * Signs `tls.csr` and writes `tls.pem`, with the subject and the names of the request. Throws `PkiError` when `tls.pem`
 * exists, when the request is not signed with its own key or has no names, and when key and certificate of the CA differ.
 */
export const signServerCsr = async (options: SignServerCsrOptions): Promise<void> => {
  const { certsDirectory } = options;
  const path = join(certsDirectory, pkiFile.serverRequest);
  const request = await readRequest(path);
  const names = request.extensions.find(({ type }) => type === '2.5.29.17');
  if (names === undefined) throw new PkiError(`${path} asks for no host name (subjectAltName).`);
  const authority = await readAuthority(options.caKeyPath, options.caCertificatePath);
  const spki = Buffer.from(request.publicKey.rawData);
  const content = await issueServerCertificate(authority, {
    subject: request.subjectName,
    names,
    publicKey: createPublicKey({ key: spki, type: 'spki', format: 'der' }),
    now: options.now ?? new Date(),
    days: options.days ?? serverDaysDefault,
  });
  await writeNewFiles(certsDirectory, [
    { name: pkiFile.serverCertificate, content, mode: publicMode },
  ]);
};
