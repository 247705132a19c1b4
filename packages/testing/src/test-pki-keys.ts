/** Key pairs for test certificates. Those that take long to make are made once per process and shared. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export type KeyType =
  'P-256' | 'P-384' | 'P-521' | 'secp256k1' | 'Ed25519' | 'RSA-1024' | 'RSA-2048';

const sharedRsa = new Map<KeyType, KeyPair>();

const rsaKeyPair = (keyType: KeyType, modulusLength: number): KeyPair => {
  const shared = sharedRsa.get(keyType) ?? generateKeyPairSync('rsa', { modulusLength });
  sharedRsa.set(keyType, shared);
  return shared;
};

/** A new key pair; RSA keys are the same for the whole process. */
export const createKeyPair = (keyType: KeyType = 'P-256'): KeyPair => {
  switch (keyType) {
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    case 'RSA-1024':
      return rsaKeyPair(keyType, 1024);
    case 'RSA-2048':
      return rsaKeyPair(keyType, 2048);
    default:
      return generateKeyPairSync('ec', { namedCurve: keyType });
  }
};

/** PEM as devices have it: SEC1 for elliptic curves, PKCS#8 for all others. */
export const keyToPem = (key: KeyObject): string =>
  key.asymmetricKeyType === 'ec'
    ? key.export({ type: 'sec1', format: 'pem' }).toString()
    : key.export({ type: 'pkcs8', format: 'pem' }).toString();
