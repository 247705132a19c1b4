/** Which public keys are strong enough, and small enough to be checked for anybody who connects. */
import type { PublicKey } from './read-public-key.ts';

const rsaBitsMin = 2048;

/** The cost of a check grows with the square of the size, and anybody may ask for one. */
const rsaBitsMax = 8192;

/** True for P-256, P-384, P-521, Ed25519, and RSA from 2048 to 8192 bits. */
export const isStrongKey = (key: PublicKey): boolean => {
  if (key.type === 'other') return false;
  return key.type !== 'RSA' || (key.bits >= rsaBitsMin && key.bits <= rsaBitsMax);
};

/** The key in a few words, for people. */
export const describeKey = (key: PublicKey): string =>
  key.type === 'other'
    ? 'a key of another type or encoding'
    : key.type === 'RSA'
      ? `RSA with ${String(key.bits)} bits`
      : key.type;
