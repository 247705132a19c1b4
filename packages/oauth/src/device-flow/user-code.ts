/** The short code that a person reads from one screen and types into another (RFC 8628, section 6.1). */
import { randomInt } from 'node:crypto';
import type { TokenKeys } from '@moorgate/auth';
import { hashGrantSecret } from '../grant-code.ts';

/** Consonants that are hard to mistake for each other; without vowels no words come up. 20 to the eighth: 34 bits. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;

/** The longest text that is looked at; people add blanks and hyphens. */
export const userCodeCharactersMax = 32;

/** Draws a code, as it is hashed: without the hyphen. */
export const drawUserCode = (): string =>
  Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');

/** As a device shows it: `BCDF-GHJK`. */
export const showUserCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** Reads what somebody typed, whatever the case and what stands between the letters; null for what can be no code. */
export const readUserCode = (text: string): string | null => {
  if (text.length > userCodeCharactersMax) return null;
  const code = text.toUpperCase().replace(/[^A-Z]/g, '');
  return code.length === length && [...code].every((letter) => alphabet.includes(letter))
    ? code
    : null;
};

/** The hash of a code under each key that there is, since nothing tells with which one it was stored. */
export const hashesOfUserCode = (keys: TokenKeys, code: string): readonly Buffer[] =>
  [...keys.peppers.keys()].map(
    (currentVersion) => hashGrantSecret({ ...keys, currentVersion }, 'user code', code).hash,
  );
