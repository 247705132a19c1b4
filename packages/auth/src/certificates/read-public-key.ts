/** Reads type and size of a public key, so that one key has one encoding and everything else is `other`. */
import {
  type DerElement,
  fieldsOf,
  finish,
  keyOf,
  readBitString,
  readInteger,
  readWhole,
  tag,
  take,
} from './der.ts';

/** A key as a certificate shows it. */
export interface PublicKey {
  readonly type: 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'RSA' | 'other';
  /** The size of the field or of the modulus; 0 for `other`. */
  readonly bits: number;
}

const other: PublicKey = { type: 'other', bits: 0 };

/** Named curves with points in full (RFC 5480, 2.2): a compressed point would be a second encoding of the same key. */
const curve = (type: PublicKey['type'], bits: number) => {
  const length = 1 + 2 * Math.ceil(bits / 8);
  return (key: Buffer): PublicKey =>
    key.length === length && key[0] === 4 ? { type, bits } : other;
};

const readEd25519 = (key: Buffer): PublicKey =>
  key.length === 32 ? { type: 'Ed25519', bits: 256 } : other;

const isNegative = (integer: Buffer): boolean => (integer[0] ?? 0) >= 0x80;

/** How many bits the magnitude of a positive INTEGER has. */
const bitLength = (integer: Buffer): number => {
  const magnitude = integer[0] === 0 ? integer.subarray(1) : integer;
  return magnitude.length * 8 + 24 - Math.clz32(magnitude[0] ?? 0);
};

/** With an even exponent, or 1, there is no secret to prove the possession of. */
const isUsableExponent = (exponent: Buffer): boolean =>
  ((exponent.at(-1) ?? 0) & 1) === 1 && !exponent.equals(Buffer.of(1));

/** RFC 8017, A.1.1. */
const readRsa = (key: Buffer): PublicKey => {
  const fields = fieldsOf(readWhole(key, tag.sequence));
  const modulus = readInteger(take(fields, tag.integer));
  const exponent = readInteger(take(fields, tag.integer));
  finish(fields);
  if (isNegative(modulus) || isNegative(exponent)) return other;
  return isUsableExponent(exponent) ? { type: 'RSA', bits: bitLength(modulus) } : other;
};

const fromHex = (hex: string): string => Buffer.from(hex, 'hex').toString('latin1');

/** By their whole AlgorithmIdentifier, parameters included (RFC 5480, 2.1; RFC 8410, 3; RFC 3279, 2.3.1). */
const readers: ReadonlyMap<string, (key: Buffer) => PublicKey> = new Map([
  [fromHex('301306072a8648ce3d020106082a8648ce3d030107'), curve('P-256', 256)],
  [fromHex('301006072a8648ce3d020106052b81040022'), curve('P-384', 384)],
  [fromHex('301006072a8648ce3d020106052b81040023'), curve('P-521', 521)],
  [fromHex('300506032b6570'), readEd25519],
  [fromHex('300d06092a864886f70d0101010500'), readRsa],
]);

/** Reads a SubjectPublicKeyInfo. Throws `certificate_malformed`. */
export const readPublicKey = (element: DerElement): PublicKey => {
  const fields = fieldsOf(element);
  const algorithm = take(fields, tag.sequence);
  const key = readBitString(take(fields, tag.bitString));
  finish(fields);
  return readers.get(keyOf(algorithm))?.(key) ?? other;
};
