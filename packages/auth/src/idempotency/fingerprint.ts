/** What tells a request under an `Idempotency-Key` from another. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { UserPrincipal } from '../principal.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';

/** The key as it is stored: of one length, whatever a client chooses. */
export const hashIdempotencyKey = (key: string): Buffer =>
  createHash('sha256').update(key).digest();

/** What a repetition has to have in common with the first request. */
export interface FingerprintedRequest {
  readonly operation: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A hash under one of the keys that live outside of the database. */
export interface Fingerprint {
  readonly hash: Buffer;
  readonly keyVersion: number;
}

/**
 * The groups of devices that the rights are limited to: who sees less must not be shown an answer that shows more. In one
 * order, since the store lists roles in any.
 */
const limitsOf = ({ grants }: UserPrincipal): readonly string[] =>
  grants.map(({ groups }) => JSON.stringify(groups === null ? null : [...groups].sort())).sort();

const messageOf = (principal: UserPrincipal, request: FingerprintedRequest): string => {
  const { operation, params, query, body } = request;
  return `idempotency\n${JSON.stringify([operation, params, query, body, limitsOf(principal)])}`;
};

const hashUnder = (pepper: Buffer, message: string): Buffer =>
  createHmac('sha256', pepper).update(message).digest();

/** A keyed hash, since a plain one of a body with a password would let whoever reads the database try passwords. */
export const fingerprintOf = (
  keys: TokenKeys,
  principal: UserPrincipal,
  request: FingerprintedRequest,
): Fingerprint => {
  const keyVersion = keys.currentVersion;
  const pepper = keys.peppers.get(keyVersion)!;
  return { hash: hashUnder(pepper, messageOf(principal, request)), keyVersion };
};

/** True when the request is the one of a stored fingerprint; false when its key is gone. */
export const isFingerprintOf = (
  keys: TokenKeys,
  stored: Fingerprint,
  of: { readonly principal: UserPrincipal; readonly request: FingerprintedRequest },
): boolean => {
  const pepper = keys.peppers.get(stored.keyVersion);
  if (pepper === undefined) return false;
  const hash = hashUnder(pepper, messageOf(of.principal, of.request));
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash);
};
