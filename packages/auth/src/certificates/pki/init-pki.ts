/** Makes the PKI of a new installation: a root, the server's certificate, and a CA for devices. */
import { X509Certificate } from 'node:crypto';
import { type CertificateAuthority, issueCertificate, notBeforeAt } from './issue-certificate.ts';
import { drawKeyPair, type KeyPair, toSec1Pem } from './keys.ts';
import { pkiFile } from './pki-files.ts';
import { issueServerCertificate, serverDaysDefault } from './server-certificate.ts';
import { checkFactory, firstServerName, toGeneralNames } from './server-names.ts';
import { publicMode, refuseExisting, secretMode, writeNewFiles } from './write-files.ts';

/** What `initPki` is told. */
export interface InitPkiOptions {
  readonly certsDirectory: string;
  readonly factory: string;
  /** Host names and IP addresses by which devices reach the gateway; at least one. */
  readonly dnsNames: readonly string[];
  /** The validity of the server's certificate in days; 365 unless given. */
  readonly serverDays?: number;
  /** The validity of the root and of the device CA in days; 7300 unless given. */
  readonly caDays?: number;
  readonly now?: Date;
}

/** How long a CA of ours is valid unless somebody says otherwise. */
const caDaysDefault = 7300;

interface CaRequest {
  readonly factory: string;
  readonly commonName: string;
  readonly keys: KeyPair;
  /** Null for a root. */
  readonly issuer: CertificateAuthority | null;
  readonly pathLength?: number;
  readonly now: Date;
  readonly days: number;
}

const issueCa = async (request: CaRequest): Promise<CertificateAuthority & { pem: string }> => {
  const { x509 } = await import('./x509-library.ts');
  const { keys, issuer } = request;
  const spki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const issuerKey = issuer?.certificate.publicKey.export({ type: 'spki', format: 'der' }) ?? spki;
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const pem = await issueCertificate({
    subject: [
      ['OU', request.factory],
      ['CN', request.commonName],
    ],
    publicKey: keys.publicKey,
    issuer: issuer ?? { privateKey: keys.privateKey },
    notBefore: notBeforeAt(request.now),
    days: request.days,
    serialOctets: 20,
    extensions: [
      new x509.BasicConstraintsExtension(true, request.pathLength, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(spki)),
      await x509.AuthorityKeyIdentifierExtension.create(new x509.PublicKey(issuerKey)),
    ],
  });
  return { pem, certificate: new X509Certificate(pem), privateKey: keys.privateKey };
};

const issueServer = async (
  root: CertificateAuthority,
  options: InitPkiOptions,
  keys: KeyPair,
): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  return issueServerCertificate(root, {
    subject: [
      ['OU', options.factory],
      ['CN', firstServerName(options.dnsNames)],
    ],
    names: new x509.SubjectAlternativeNameExtension(toGeneralNames(options.dnsNames)),
    publicKey: keys.publicKey,
    now: options.now ?? new Date(),
    days: options.serverDays ?? serverDaysDefault,
  });
};

const targets = [
  pkiFile.rootKey,
  pkiFile.rootCertificate,
  pkiFile.serverKey,
  pkiFile.serverCertificate,
  pkiFile.deviceCaKey,
  pkiFile.deviceCaCertificate,
  pkiFile.trustedCas,
];

/**
 * Makes root, server certificate and device CA on P-256, and the trust list with the device CA alone: not the root, or
 * everything that it ever signs would be a device. The files appear all or not at all, keys in SEC1 with mode 0600.
 * Throws `PkiError` when one of them exists, or when a name cannot be one.
 */
export const initPki = async (options: InitPkiOptions): Promise<void> => {
  const { certsDirectory, factory } = options;
  checkFactory(factory);
  firstServerName(options.dnsNames);
  refuseExisting(certsDirectory, targets);
  const [rootKeys, serverKeys, deviceCaKeys] = await Promise.all([
    drawKeyPair(),
    drawKeyPair(),
    drawKeyPair(),
  ]);
  const common = { factory, now: options.now ?? new Date(), days: options.caDays ?? caDaysDefault };
  const root = await issueCa({
    ...common,
    commonName: `${factory}-root`,
    keys: rootKeys,
    issuer: null,
  });
  const deviceCa = await issueCa({
    ...common,
    commonName: `${factory}-device-ca`,
    keys: deviceCaKeys,
    issuer: root,
    pathLength: 0,
  });
  const server = await issueServer(root, options, serverKeys);
  const secret = (name: string, keys: KeyPair) => ({
    name,
    content: toSec1Pem(keys.privateKey),
    mode: secretMode,
  });
  const open = (name: string, content: string) => ({ name, content, mode: publicMode });
  await writeNewFiles(certsDirectory, [
    secret(pkiFile.rootKey, rootKeys),
    open(pkiFile.rootCertificate, root.pem),
    secret(pkiFile.serverKey, serverKeys),
    open(pkiFile.serverCertificate, server),
    secret(pkiFile.deviceCaKey, deviceCaKeys),
    open(pkiFile.deviceCaCertificate, deviceCa.pem),
    open(pkiFile.trustedCas, deviceCa.pem),
  ]);
};
