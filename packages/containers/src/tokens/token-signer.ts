/** Tokens for the registry: signed with a key that a CA of ours certifies, and checked against that CA alone. */
import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type CertificateAuthority, certifyTokenKey } from '@moorgate/auth';
import type { Clock } from '@moorgate/observability';
import { type JWTPayload, SignJWT } from 'jose';
import { createTokenVerifier, tokenIssuer } from './token-verifier.ts';

/** Signs and checks tokens. */
export interface TokenSigner {
  /** Signs a token of these claims that is good for so many seconds, `iss`, `iat`, `nbf` and `exp` added. */
  sign(claims: JWTPayload, seconds: number): Promise<SignedToken>;
  /** The claims of a token that a key of this CA has signed for this audience, and that has not ended; else null. */
  verify(token: string, audience: string): Promise<JWTPayload | null>;
  /** Draws another key for what is signed from now on. Tokens of the present one stay good. */
  rotate(): void;
}

/** A token, and when it was made. */
export interface SignedToken {
  readonly token: string;
  readonly issuedAt: Date;
}

interface SigningKey {
  readonly privateKey: KeyObject;
  /** The leaf, as RFC 7515, 4.1.6, wants it. */
  readonly x5c: readonly [string];
  readonly rotatesAtMs: number;
}

const dayMs = 86_400_000;
/** Certificates outlive the use of their keys by far more than a token lasts. */
const certifiedDays = 3;
const nbfLeewaySeconds = 10;

const drawKey = async (authority: CertificateAuthority, now: Date): Promise<SigningKey> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const leaf = await certifyTokenKey(authority, { publicKey, now, days: certifiedDays });
  const x5c = [leaf.raw.toString('base64')] as const;
  return { privateKey, x5c, rotatesAtMs: now.getTime() + dayMs };
};

/**
 * A signer (ES256, RFC 7518, 3.4) whose key lives in memory alone, for a day; its certificate goes with each token (`x5c`). So
 * whoever trusts the CA trusts every process of this installation, and hears nothing of the change of a key.
 */
export const createTokenSigner = (authority: CertificateAuthority, clock: Clock): TokenSigner => {
  let current: Promise<SigningKey> | null = null;

  const keyAt = async (now: Date): Promise<SigningKey> => {
    current ??= drawKey(authority, now);
    const drawing = current;
    const key = await drawing.catch((error: unknown) => {
      current = null;
      throw error;
    });
    if (now.getTime() < key.rotatesAtMs) return key;
    if (current === drawing) current = null;
    return keyAt(now);
  };

  const verifier = createTokenVerifier(authority);

  return {
    verify: (token, audience) => verifier.verify({ token, audience }, clock.now()),
    sign: async (claims, seconds) => {
      const issuedAt = clock.now();
      const { privateKey, x5c } = await keyAt(issuedAt);
      const at = Math.floor(issuedAt.getTime() / 1_000);
      const token = await new SignJWT(claims)
        .setProtectedHeader({ typ: 'JWT', alg: 'ES256', x5c: [...x5c] })
        .setIssuer(tokenIssuer)
        .setIssuedAt(at)
        .setNotBefore(at - nbfLeewaySeconds)
        .setExpirationTime(at + seconds)
        .sign(privateKey);
      return { token, issuedAt };
    },
    rotate: () => {
      current = null;
    },
  };
};
