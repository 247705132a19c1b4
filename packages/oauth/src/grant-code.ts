/**
 * The codes that a program exchanges for tokens: authorization codes and device codes. The first half finds the row and is no
 * secret; the other half is known to the holder alone, and the store has no more than its keyed hash.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { hashSecret, isSecretOf, type TokenKeys } from '@moorgate/auth';

/** What a code is for; a hash of one purpose fits no other. */
export type GrantCodePurpose = 'authorization code' | 'device code' | 'user code';

/** A new code: what its holder gets, and what the store gets. */
export interface DrawnGrantCode {
  readonly text: string;
  readonly id: string;
  readonly hash: Buffer;
  readonly keyVersion: number;
}

/** A code that somebody presents. */
export interface PresentedGrantCode {
  readonly id: string;
  readonly secret: string;
}

const secretBytes = 32;
const idBytes = 16;
const textPattern = /^[\w-]{64}$/;

const prefixed = (purpose: GrantCodePurpose, secret: string): string => `${purpose} ${secret}`;

/** The keyed hash of a secret for one purpose. */
export const hashGrantSecret = (
  keys: TokenKeys,
  purpose: GrantCodePurpose,
  secret: string,
): { readonly hash: Buffer; readonly keyVersion: number } =>
  hashSecret(keys, prefixed(purpose, secret));

/** Draws a code with 256 random bits: 64 characters that need no encoding in a URL or a form. */
export const drawGrantCode = (keys: TokenKeys, purpose: GrantCodePurpose): DrawnGrantCode => {
  const id = randomUUID();
  const secret = randomBytes(secretBytes);
  const idPart = Buffer.from(id.replaceAll('-', ''), 'hex');
  const text = Buffer.concat([idPart, secret]).toString('base64url');
  return { text, id, ...hashGrantSecret(keys, purpose, secret.toString('base64url')) };
};

/** Reads a code; null for whatever is none. */
export const parseGrantCode = (text: string): PresentedGrantCode | null => {
  if (!textPattern.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const hex = bytes.subarray(0, idBytes).toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { id, secret: bytes.subarray(idBytes).toString('base64url') };
};

/** Compares in constant time. */
export const isGrantCodeOf = (
  keys: TokenKeys,
  { purpose, secret }: { readonly purpose: GrantCodePurpose; readonly secret: string },
  stored: { readonly hash: Buffer; readonly keyVersion: number },
): boolean => isSecretOf(keys, prefixed(purpose, secret), stored);
