/** Proofs of possession: a JWT that a client signs for one request (RFC 9449, 4). */
import { createHash, hash } from 'node:crypto';
import type { Clock } from '@moorgate/observability';
import { fault } from '@moorgate/errors';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';

/** The request that a proof is for. */
export interface ProvedRequest {
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
  /** The access token that the request shows, as it was sent; absent at the token endpoint. */
  readonly accessToken?: string | undefined;
  /** True for another look at a request that was let in: the proof has grown old, and been used, since. */
  readonly isRepeated?: boolean | undefined;
}

/** A proof that is right, but for having been used before. */
export interface VerifiedProof {
  /** The thumbprint of the key (RFC 7638), in base64url. */
  readonly thumbprint: string;
  /** What it is remembered by. */
  readonly hash: Buffer;
  /** From when on it is too old anyway. */
  readonly expiresAt: Date;
}

/** How far the time of a proof may be from ours, in either direction. */
const ageMsMax = 60_000;

const idLengthMax = 256;

/** Signatures by a public key (RFC 9449, 4.2); what RFC 8725 advises against is left out. */
export const proofAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];

/**
 * Checks a proof against its request (RFC 9449, 4.3), but for whether it was used before. Throws `dpop_proof_invalid`, with
 * the reason.
 */
export const verifyProof = async (
  { clock }: { readonly clock: Clock },
  proof: string,
  request: ProvedRequest,
): Promise<VerifiedProof> => {
  const { payload, jwk } = await verifySignature(proof, clock.now());
  const issuedMs = issuedAt(payload);
  const isRecent = Math.abs(clock.now().getTime() - issuedMs) <= ageMsMax;
  if (!isRecent && request.isRepeated !== true)
    throw refused('its time is more than a minute from ours');
  if (payload['htm'] !== request.method) throw refused('it is for another method');
  if (addressOf(payload['htu']) !== addressOf(request.url))
    throw refused('it is for another address');
  requireTokenHash(payload, request.accessToken);
  const { jti } = payload;
  if (typeof jti !== 'string' || jti.length === 0 || jti.length > idLengthMax)
    throw refused('it has no id of 1 to 256 characters');
  const thumbprint = await calculateJwkThumbprint(jwk);
  return {
    thumbprint,
    hash: createHash('sha256').update(`${thumbprint} ${jti}`).digest(),
    expiresAt: new Date(issuedMs + ageMsMax + 1_000),
  };
};

const refused = (reason: string, cause?: unknown): Error =>
  fault('dpop_proof_invalid', {
    detail: `The proof is refused: ${reason}.`,
    ...(cause === undefined ? {} : { cause }),
  });

const verifySignature = async (
  proof: string,
  now: Date,
): Promise<{ payload: JWTPayload; jwk: JWK }> => {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: proofAlgorithms,
      currentDate: now,
    });
    return { payload, jwk: protectedHeader.jwk! };
  } catch (cause) {
    throw refused('it is no JWT of the type dpop+jwt with a good signature by its own key', cause);
  }
};

const issuedAt = ({ iat }: JWTPayload): number => {
  if (typeof iat !== 'number') throw refused('it has no time');
  return iat * 1_000;
};

/** The address that is compared (RFC 3986, 6.2.2 and 6.2.3, as URLs are parsed); null for what is none. */
const addressOf = (text: unknown): string | null => {
  const url = typeof text === 'string' ? URL.parse(text) : null;
  return url === null ? null : `${url.origin}${url.pathname}`;
};

const requireTokenHash = (payload: JWTPayload, accessToken: string | undefined): void => {
  if (accessToken === undefined) return;
  if (payload['ath'] !== hash('sha256', accessToken, 'base64url'))
    throw refused('it is for another access token');
};
