/** Keys that sign metadata and keys that check it. */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { fault } from '@moorgate/errors';
import type { KeyObjectBody, Signature } from './metadata.ts';

/** A private key with what the metadata says of it. */
export interface SigningKey {
  readonly keyId: string;
  readonly body: KeyObjectBody;
  readonly privateKey: KeyObject;
}

/** A public key of some root. */
export interface CheckingKey {
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

/** What stands before the 32 bytes of an Ed25519 key in its DER (RFC 8410, sections 4 and 7). */
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const rsaBitsMin = 2048;
const saltLength = 32;

/** SHA-256 of the SubjectPublicKeyInfo in DER, in hexadecimal digits. */
const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

const bodyOf = (publicKey: KeyObject): KeyObjectBody => {
  if (publicKey.asymmetricKeyType === 'rsa') {
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return { keytype: 'RSA', keyval: { public: pem } };
  }
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(publicPrefix.length);
  return { keytype: 'ED25519', keyval: { public: raw.toString('hex') } };
};

const signingKeyOf = (privateKey: KeyObject): SigningKey => {
  const publicKey = createPublicKey(privateKey);
  return { keyId: keyIdOf(publicKey), body: bodyOf(publicKey), privateKey };
};

/** A new Ed25519 key. */
export const drawSigningKey = (): SigningKey =>
  signingKeyOf(generateKeyPairSync('ed25519').privateKey);

/** The 32 bytes that an Ed25519 key is made of; a secret. */
export const seedOf = ({ privateKey }: SigningKey): Buffer =>
  privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(privatePrefix.length);

/** The Ed25519 key of these 32 bytes. */
export const signingKeyFromSeed = (seed: Uint8Array): SigningKey =>
  signingKeyOf(
    createPrivateKey({ key: Buffer.concat([privatePrefix, seed]), format: 'der', type: 'pkcs8' }),
  );

const requireStrong = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'rsa') return key;
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) >= rsaBitsMin) return key;
  throw new Error('an RSA key is shorter than 2048 bits');
};

const ed25519Public = (hex: string): KeyObject => {
  if (!/^[0-9a-fA-F]{64}$/.test(hex)) throw new Error('an Ed25519 key has no 64 digits');
  const key = Buffer.concat([publicPrefix, Buffer.from(hex, 'hex')]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
};

/** Reads a public key of a root, whatever the case of `keytype`. Throws `metadata_invalid` for any other than Ed25519 and RSA. */
export const readCheckingKey = (keyId: string, body: KeyObjectBody): CheckingKey => {
  try {
    const type = body.keytype.toLowerCase();
    if (type === 'ed25519') return { keyId, publicKey: ed25519Public(body.keyval.public) };
    if (type !== 'rsa') throw new Error(`keys of type ${type} are not known`);
    return { keyId, publicKey: requireStrong(createPublicKey(body.keyval.public)) };
  } catch (cause) {
    throw fault('metadata_invalid', { detail: `The key ${keyId} cannot be read.`, cause });
  }
};

/** Whether the one checks what the other signs, however each is spelled. */
export const isPairOf = ({ publicKey }: CheckingKey, { keyId }: SigningKey): boolean =>
  keyIdOf(publicKey) === keyId;

/**
 * Reads a private key as other servers export it: Ed25519 in hexadecimal digits (the seed, with or without the public key behind
 * it), RSA as PEM. Throws an error that shows nothing of it.
 */
export const readPrivateKey = (keytype: string, secret: string): SigningKey => {
  try {
    if (keytype.toLowerCase() === 'rsa')
      return signingKeyOf(requireStrong(createPrivateKey(secret)));
    if (keytype.toLowerCase() === 'ed25519' && /^(?:[0-9a-fA-F]{64}){1,2}$/.test(secret))
      return signingKeyFromSeed(Buffer.from(secret.slice(0, 64), 'hex'));
  } catch {
    // The words of the parser may show a part of the key.
  }
  throw fault('metadata_invalid', {
    detail: 'A private key is neither Ed25519 in hexadecimal digits nor RSA of 2048 bits in PEM.',
  });
};

/** Signs canonical bytes: Ed25519 (RFC 8032), or RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017, section 8.1). */
export const signBytes = (key: SigningKey, bytes: Buffer, keyId = key.keyId): Signature => {
  if (key.privateKey.asymmetricKeyType === 'ed25519') {
    const sig = sign(null, bytes, key.privateKey);
    return { keyid: keyId, method: 'ed25519', sig: sig.toString('base64') };
  }
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const sig = sign('sha256', bytes, { key: key.privateKey, padding, saltLength });
  return { keyid: keyId, method: 'rsassa-pss-sha256', sig: sig.toString('base64') };
};

const rsaMethods: readonly string[] = ['rsassa-pss', 'rsassa-pss-sha256'];

/**
 * Whether a signature of that key is good for the bytes; salts of any length are read. A text that is another spelling of the same
 * bytes in Base64 is no signature (RFC 4648, section 3.5).
 */
export const checkSignature = (key: CheckingKey, bytes: Buffer, signature: Signature): boolean => {
  const { publicKey } = key;
  const method = signature.method.toLowerCase();
  const sig = Buffer.from(signature.sig, 'base64');
  if (sig.toString('base64') !== signature.sig) return false;
  if (publicKey.asymmetricKeyType === 'ed25519')
    return method === 'ed25519' && verify(null, bytes, publicKey, sig);
  if (!rsaMethods.includes(method)) return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const { RSA_PSS_SALTLEN_AUTO: anySalt } = constants;
  return verify('sha256', bytes, { key: publicKey, padding, saltLength: anySalt }, sig);
};
