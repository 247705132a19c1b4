/** Makes the server's key and a request for its certificate, for installations whose root is kept elsewhere. */
import { drawKeyPair, toPublicCryptoKey, toSec1Pem, toSigner } from './keys.ts';
import { toJsonName } from './issue-certificate.ts';
import { pkiFile } from './pki-files.ts';
import { checkFactory, firstServerName, toGeneralNames } from './server-names.ts';
import { publicMode, refuseExisting, secretMode, writeNewFiles } from './write-files.ts';

/** What `createServerCsr` is told. */
export interface ServerCsrOptions {
  readonly certsDirectory: string;
  readonly factory: string;
  /** Host names and IP addresses by which devices reach the gateway; at least one. */
  readonly dnsNames: readonly string[];
}

/**
 * Writes `tls.key` (P-256, SEC1, 0600) and `tls.csr` (PKCS#10 with OU, CN and the names) and returns the request as PEM.
 * Throws `PkiError` when one of them or `tls.pem` exists, or when a name cannot be one.
 */
export const createServerCsr = async (options: ServerCsrOptions): Promise<string> => {
  checkFactory(options.factory);
  const commonName = firstServerName(options.dnsNames);
  refuseExisting(options.certsDirectory, [pkiFile.serverCertificate]);
  const { x509 } = await import('./x509-library.ts');
  const keys = await drawKeyPair();
  const { key, algorithm } = toSigner(keys.privateKey);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: toJsonName([
      ['OU', options.factory],
      ['CN', commonName],
    ]),
    keys: { privateKey: key, publicKey: toPublicCryptoKey(keys.publicKey) },
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(toGeneralNames(options.dnsNames))],
  });
  const pem = `${request.toString('pem')}\n`;
  await writeNewFiles(options.certsDirectory, [
    { name: pkiFile.serverKey, content: toSec1Pem(keys.privateKey), mode: secretMode },
    { name: pkiFile.serverRequest, content: pem, mode: publicMode },
  ]);
  return pem;
};
