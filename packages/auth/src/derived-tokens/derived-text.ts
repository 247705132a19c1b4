/**
 * Texts of tokens that are derived and not drawn: HKDF (RFC 5869) over HMAC-SHA256 of a key outside of the database, a random
 * salt in it, the token and the version of its secret. Whoever has the key and the row makes the same text again; whoever has
 * only one of them makes none.
 *
 * Two of the forms are hexadecimal digits alone, for clients that check nothing but the length. Their last eight are a keyed
 * check of the others, so that noise of the right length is told from a token without asking the database.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SecretDerivation, TokenKind } from '@moorgate/db';
import { encodeSecret, formatToken } from '../tokens/token-text.ts';
import type { DerivationKeys } from './derivation-keys.ts';

/** A version of a token's secret, and what it is made from. */
export interface DerivedSecret extends SecretDerivation {
  readonly tokenId: string;
  readonly kind: TokenKind;
  readonly version: number;
}

/** What is sent, and the part of it that is hashed. */
export interface DerivedText {
  readonly text: string;
  readonly secret: string;
}

const saltBytes = 32;
const secretBytes = 32;
const checkBytes = 4;
/** How many bytes the hexadecimal forms have, the check included. */
const hexBytes = { hex64: 32, hex256: 128 } as const;
const hexPattern = /^(?:[0-9a-f]{64}|[0-9a-f]{256})$/;

const checkOf = (key: Buffer, body: string): string =>
  createHmac('sha256', key)
    .update(`moorgate token check ${body}`)
    .digest()
    .toString('hex', 0, checkBytes);

/** What a new secret is made from: the current key and a new salt. */
export const drawDerivation = (
  keys: DerivationKeys,
  form: SecretDerivation['form'],
): SecretDerivation => ({ salt: randomBytes(saltBytes), keyVersion: keys.currentVersion, form });

/** Makes the text of a secret; null when the key of that version is gone. */
export const deriveText = (keys: DerivationKeys, secret: DerivedSecret): DerivedText | null => {
  const { tokenId, kind, version, salt, keyVersion, form } = secret;
  const key = keys.keys.get(keyVersion);
  if (key === undefined) return null;
  const length = form === 'token' ? secretBytes : hexBytes[form] - checkBytes;
  const info = `moorgate token ${tokenId} ${version} ${form}`;
  const bytes = Buffer.from(hkdfSync('sha256', key, salt, info, length));
  if (form === 'token') {
    const encoded = encodeSecret(bytes);
    return { text: formatToken({ kind, id: tokenId, secret: encoded }), secret: encoded };
  }
  const body = bytes.toString('hex');
  const text = body + checkOf(key, body);
  return { text, secret: text };
};

/**
 * True for a text that was made here, under one of the keys: 64 or 256 lower-case hexadecimal digits with the right check.
 * It costs a hash for each version of the key, and no query.
 */
export const isDerivedHex = ({ keys }: DerivationKeys, text: string): boolean => {
  if (!hexPattern.test(text)) return false;
  const body = text.slice(0, -2 * checkBytes);
  const check = Buffer.from(text.slice(-2 * checkBytes));
  let isMade = false;
  for (const key of keys.values())
    if (timingSafeEqual(Buffer.from(checkOf(key, body)), check)) isMade = true;
  return isMade;
};
