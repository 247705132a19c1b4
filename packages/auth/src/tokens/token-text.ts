/**
 * The text of a token: `mgt_<kind>_<id>_<secret>_<check>`. The id is public and finds the row; the secret is known to the
 * holder alone; the check lets whoever sees the text tell a token from noise, without asking the database.
 */
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { TokenKind } from '@moorgate/db';

/** Those with which devices register (`enr`), of runners (`rnr`) and of runs (`run`) are in tables of their own. */
export type TokenTextKind = TokenKind | 'enr' | 'rnr' | 'run';

/** A token that was read from its text. */
export interface TokenText {
  readonly kind: TokenTextKind;
  readonly id: string;
  readonly secret: string;
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 13;
const secretLength = 43;
const checkLength = 6;

/** The form of a token as a regular expression, for scanners. */
export const tokenSource =
  'mgt_(pat|ses|dev|svc|oac|ort|app|enr|rnr|run)_([0-9a-hjkmnp-tv-z]{13})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})';

const tokenPattern = new RegExp(`^${tokenSource}$`);

/** What an id of a token looks like. */
export const tokenIdPattern = /^[0-9a-hjkmnp-tv-z]{13}$/;

/** The 8 bytes that an id stands for, as 16 hexadecimal digits. */
export const tokenIdToHex = (id: string): string => {
  const value = [...id].reduce((sum, digit) => sum * 32n + BigInt(crockford.indexOf(digit)), 0n);
  return value.toString(16).padStart(16, '0');
};

/** The id that stands for 8 bytes in 16 hexadecimal digits. */
export const tokenIdFromHex = (hex: string): string =>
  digits(BigInt(`0x${hex}`), crockford, idLength);

/** The digits of a number in an alphabet, the most significant first, filled up to `length`. */
const digits = (value: bigint, alphabet: string, length: number): string => {
  const base = BigInt(alphabet.length);
  let rest = value;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    text = alphabet.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text;
};

const randomNumber = (bytes: number): bigint => BigInt(`0x${randomBytes(bytes).toString('hex')}`);

const checkOf = (body: string): string => digits(BigInt(crc32(body)), base62, checkLength);

/** The text of a token, check included. */
export const formatToken = ({ kind, id, secret }: TokenText): string => {
  const body = `mgt_${kind}_${id}_${secret}`;
  return `${body}_${checkOf(body)}`;
};

/** 32 bytes as the secret of a token: 43 digits of base 62. */
export const encodeSecret = (bytes: Buffer): string =>
  digits(BigInt(`0x${bytes.toString('hex')}`), base62, secretLength);

/** A new token: an id of 8 random bytes in Crockford's base 32, a secret of 32 random bytes in base 62. */
export const drawToken = (kind: TokenTextKind): TokenText => ({
  kind,
  id: digits(randomNumber(8), crockford, idLength),
  secret: encodeSecret(randomBytes(32)),
});

/** Reads a token; null for every text that is not one of ours, a wrong check included. */
export const parseToken = (text: string): TokenText | null => {
  const match = tokenPattern.exec(text);
  if (match === null) return null;
  const [, kind, id, secret, check] = match;
  const body = text.slice(0, -(checkLength + 1));
  return check === checkOf(body) ? { kind: kind as TokenTextKind, id: id!, secret: secret! } : null;
};
