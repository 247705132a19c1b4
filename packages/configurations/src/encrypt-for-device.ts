/** Encryption of values to the key of a device, as its agent decrypts them. */
import {
  createCipheriv,
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  randomBytes,
} from 'node:crypto';

/** What goes with a curve: SEC 1, version 2, 5.1, as agents have it. */
interface Suite {
  /** As `createECDH` calls the curve. */
  readonly curve: string;
  readonly cipher: string;
  readonly hash: string;
  readonly keyBytes: number;
}

/** By the name of the curve in a JSON Web Key. */
const suites: Readonly<Record<string, Suite>> = {
  'P-256': { curve: 'prime256v1', cipher: 'aes-128-ctr', hash: 'sha256', keyBytes: 16 },
  'P-384': { curve: 'secp384r1', cipher: 'aes-192-ctr', hash: 'sha384', keyBytes: 24 },
  'P-521': { curve: 'secp521r1', cipher: 'aes-256-ctr', hash: 'sha512', keyBytes: 32 },
};

const ivBytes = 16;

/** The key derivation of NIST SP 800-56A, 5.8.1, without other information. */
const deriveKey = (shared: Buffer, hash: string, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let counter = 1; Buffer.concat(blocks).length < length; counter += 1) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    blocks.push(createHash(hash).update(number).update(shared).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
};

/** The point of a public key in its long form, with what goes with its curve; null for a key of another kind. */
const readPoint = (spki: Buffer): { readonly point: Buffer; readonly suite: Suite } | null => {
  const {
    kty,
    crv = '',
    x = '',
    y = '',
  } = createPublicKey({
    key: spki,
    format: 'der',
    type: 'spki',
  }).export({ format: 'jwk' });
  const suite = suites[crv];
  if (kty !== 'EC' || suite === undefined) return null;
  const coordinates = [x, y].map((text) => Buffer.from(text, 'base64url'));
  return { point: Buffer.concat([Buffer.of(4), ...coordinates]), suite };
};

/**
 * Encrypts a text to a public key (SubjectPublicKeyInfo in DER): an ephemeral point in its long form, an initialisation
 * vector with the ciphertext, and an HMAC of both, together in base64. Null for a key that is on no curve of NIST, with which
 * agents decrypt nothing.
 */
export const encryptForDevice = (spki: Buffer, text: string): string | null => {
  const read = readPoint(spki);
  if (read === null) return null;
  const { curve, cipher, hash, keyBytes } = read.suite;
  const ephemeral = createECDH(curve);
  const point = ephemeral.generateKeys();
  const keys = deriveKey(ephemeral.computeSecret(read.point), hash, 2 * keyBytes);
  const iv = randomBytes(ivBytes);
  const stream = createCipheriv(cipher, keys.subarray(0, keyBytes), iv);
  const sealed = Buffer.concat([iv, stream.update(text, 'utf8'), stream.final()]);
  const macKey = createHash(hash).update(keys.subarray(keyBytes)).digest();
  const tag = createHmac(hash, macKey).update(sealed).digest();
  return Buffer.concat([point, sealed, tag]).toString('base64');
};
