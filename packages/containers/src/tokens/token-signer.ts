/** Tokens for the registry: signed with a key that a CA of ours certifies, and checked against that CA alone. */
import { generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { type CertificateAuthority, certifyTokenKey } from '@moorgate/auth';
import type { Clock } from '@moorgate/observability';
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** Who makes tokens, as registries are told it (`auth.token.issuer`). */
export const tokenIssuer = 'moorgate';

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
/** Clocks of hosts differ a little. */
const toleranceSeconds = 5;
const nbfLeewaySeconds = 10;

const drawKey = async (authority: CertificateAuthority, now: Date): Promise<SigningKey> => {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const leaf = await certifyTokenKey(authority, { publicKey, now, days: certifiedDays });
  const x5c = [leaf.raw.toString('base64')] as const;
  return { privateKey, x5c, rotatesAtMs: now.getTime() + dayMs };
};

/** The key that the leaf of a header certifies; null unless this CA has issued it, as a leaf, for this time. */
const keyOfLeaf = (
  authority: CertificateAuthority,
  x5c: readonly string[] | undefined,
  nowMs: number,
): KeyObject | null => {
  const [encoded, ...others] = x5c ?? [];
  if (encoded === undefined || others.length > 0) return null;
  const leaf = new X509Certificate(Buffer.from(encoded, 'base64'));
  const isInTime = leaf.validFromDate.getTime() <= nowMs && nowMs < leaf.validToDate.getTime();
  const isIssued =
    !leaf.ca &&
    leaf.checkIssued(authority.certificate) &&
    leaf.verify(authority.certificate.publicKey);
  return isIssued && isInTime ? leaf.publicKey : null;
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

  const verify = async (token: string, audience: string): Promise<JWTPayload | null> => {
    try {
      const now = clock.now();
      const { x5c } = decodeProtectedHeader(token);
      const key = keyOfLeaf(authority, x5c, now.getTime());
      if (key === null) return null;
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        audience,
        issuer: tokenIssuer,
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: toleranceSeconds,
        currentDate: now,
      });
      return payload;
    } catch {
      // Whatever does not read as a token of ours is none.
      return null;
    }
  };

  return {
    verify,
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
