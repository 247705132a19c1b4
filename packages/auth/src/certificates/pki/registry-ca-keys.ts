/** The CA of keys that sign tokens for another program: it trusts the CA, so that those keys come and go without its notice. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { loadKeyText } from '../../keys/key-file.ts';
import { type CertificateAuthority, issueCertificate, notBeforeAt } from './issue-certificate.ts';
import { drawKeyPair } from './keys.ts';
import { PkiError } from './pki-error.ts';

/** Key and certificate in one file, so that neither is there without the other. */
const fileName = 'registry-ca.json';
/** As long as CAs of this installation are valid that nobody renews. */
const authorityDays = 7300;

const draw = async (now: Date): Promise<string> => {
  const { x509 } = await import('./x509-library.ts');
  const { privateKey, publicKey } = await drawKeyPair();
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const certificate = await issueCertificate({
    subject: [['CN', 'Moorgate registry tokens']],
    publicKey,
    issuer: { privateKey },
    notBefore: notBeforeAt(now),
    days: authorityDays,
    serialOctets: 20,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(spki)),
    ],
  });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return `${JSON.stringify({ key, certificate }, null, 2)}\n`;
};

const read = (text: string, path: string): CertificateAuthority => {
  try {
    const { key, certificate } = JSON.parse(text) as { key: string; certificate: string };
    const authority = {
      privateKey: createPrivateKey(key),
      certificate: new X509Certificate(certificate),
    };
    if (authority.certificate.checkPrivateKey(authority.privateKey)) return authority;
  } catch {
    // What the parser says could quote the file.
  }
  throw new PkiError(`${path} is not a private key with its certificate.`);
};

/**
 * Reads the CA from `registry-ca.json` in the folder of keys; the first time, makes it (P-256, 20 years, mode 0600). Of two
 * processes that make it at once both get the same. Throws `PkiError` when the file cannot be used.
 */
export const loadTokenAuthority = async (
  keysFolder: string,
  now: Date = new Date(),
): Promise<CertificateAuthority> => {
  const text = await loadKeyText({ folder: keysFolder, fileName }, () => draw(now));
  return read(text, join(keysFolder, fileName));
};

/** Certifies a key that signs tokens, for whole days from now on. */
export const certifyTokenKey = async (
  authority: CertificateAuthority,
  {
    publicKey,
    now,
    days,
  }: { readonly publicKey: KeyObject; readonly now: Date; readonly days: number },
): Promise<X509Certificate> => {
  const { x509 } = await import('./x509-library.ts');
  const pem = await issueCertificate({
    subject: [['CN', 'Moorgate token key']],
    publicKey,
    issuer: authority,
    notBefore: notBeforeAt(now),
    days,
    serialOctets: 16,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return new X509Certificate(pem);
};
