/** Private keys as files and as the issuing library takes them. */
import { generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { PkiError } from './pki-error.ts';

/** A key pair on P-256, the curve that devices use. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Draws a key pair on P-256. */
export const drawKeyPair = (): Promise<KeyPair> =>
  promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });

/** SEC1 (RFC 5915), `EC PRIVATE KEY`, the form in which existing installations and devices keep their keys. */
export const toSec1Pem = (key: KeyObject): string =>
  key.export({ type: 'sec1', format: 'pem' }).toString();

/** What the Web Cryptography API calls the algorithm of a key, and how the key signs. */
export interface SigningAlgorithm {
  readonly importing: webcrypto.EcKeyImportParams | webcrypto.RsaHashedImportParams | 'Ed25519';
  readonly signing: webcrypto.EcdsaParams | webcrypto.Algorithm;
}

const ecdsa = (namedCurve: string, hash: string): SigningAlgorithm => ({
  importing: { name: 'ECDSA', namedCurve },
  signing: { name: 'ECDSA', hash },
});

const rsa: SigningAlgorithm = {
  importing: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  signing: { name: 'RSASSA-PKCS1-v1_5' },
};

/** By curve, else by type, as Node names them. */
const signingAlgorithms: ReadonlyMap<string, SigningAlgorithm> = new Map([
  ['prime256v1', ecdsa('P-256', 'SHA-256')],
  ['secp384r1', ecdsa('P-384', 'SHA-384')],
  ['secp521r1', ecdsa('P-521', 'SHA-512')],
  ['rsa', rsa],
  ['ed25519', { importing: 'Ed25519', signing: { name: 'Ed25519' } }],
]);

/** A key for the issuing library, with the algorithm that it signs with, and what does the signing. */
export interface Signer {
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: webcrypto.EcdsaParams | webcrypto.Algorithm;
  readonly crypto: webcrypto.Crypto;
}

/** That of a key of either half. Throws `PkiError` for a type that no certificate may be signed with. */
export const algorithmOf = (key: KeyObject): SigningAlgorithm => {
  const name = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? '';
  const algorithm = signingAlgorithms.get(name);
  if (algorithm === undefined) throw new PkiError(`A key of the type ${name} signs nothing here.`);
  return algorithm;
};

/** Prepares a private key for signing. Throws `PkiError` for a type that no certificate may be signed with. */
export const toSigner = (key: KeyObject): Signer => {
  const { importing, signing } = algorithmOf(key);
  return {
    key: key.toCryptoKey(importing, true, ['sign']),
    algorithm: signing,
    crypto: webcrypto,
  };
};

/** A public key for the issuing library; it only needs its encoding. Throws `PkiError` as `toSigner` does. */
export const toPublicCryptoKey = (key: KeyObject): webcrypto.CryptoKey =>
  key.toCryptoKey(algorithmOf(key).importing, true, ['verify']);
