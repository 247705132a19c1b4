/** Checking tokens for the registry against the CA of their keys. */
import { type KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateAuthority } from '@moorgate/auth';
import { decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';

/** Who makes tokens, as registries are told it (`auth.token.issuer`). */
export const tokenIssuer = 'moorgate';

/** Checks tokens. */
interface TokenVerifier {
  /** The claims of a token that a key of this CA has signed for this audience, and that has not ended; else null. */
  verify(shown: ShownText, now: Date): Promise<JWTPayload | null>;
}

/** A text, and for whom it has to be. */
interface ShownText {
  readonly token: string;
  readonly audience: string;
}

/** Clocks of hosts differ a little. */
const toleranceSeconds = 5;

/** A leaf that this CA has issued, and until when it is one. */
interface JudgedLeaf {
  readonly key: KeyObject;
  readonly untilMs: number;
}

/** The leaf of a header; null unless this CA has issued it, as a leaf, for this time. */
const judgeLeaf = (
  authority: CertificateAuthority,
  x5c: readonly string[] | undefined,
  nowMs: number,
): JudgedLeaf | null => {
  const [encoded, ...others] = x5c ?? [];
  if (encoded === undefined || others.length > 0) return null;
  const leaf = new X509Certificate(Buffer.from(encoded, 'base64'));
  const untilMs = leaf.validToDate.getTime();
  const isInTime = leaf.validFromDate.getTime() <= nowMs && nowMs < untilMs;
  const isIssued =
    !leaf.ca &&
    leaf.checkIssued(authority.certificate) &&
    leaf.verify(authority.certificate.publicKey);
  return isIssued && isInTime ? { key: leaf.publicKey, untilMs } : null;
};

/** A token that was verified, and when it is good. */
interface VerifiedToken {
  readonly claims: JWTPayload;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Clients show one token some dozen times, and each of them has few. */
const verifiedMax = 1_000;

/** Tokens that were verified, by their text and their audience; those that were verified first are forgotten first. */
const rememberVerified = () => {
  const known = new Map<string, VerifiedToken>();
  const placeOf = ({ token, audience }: ShownText): string => `${audience} ${token}`;
  return {
    find: (shown: ShownText, nowMs: number): JWTPayload | null => {
      const found = known.get(placeOf(shown));
      return found && found.fromMs <= nowMs && nowMs < found.untilMs ? found.claims : null;
    },
    add: (shown: ShownText, verified: VerifiedToken): void => {
      known.set(placeOf(shown), verified);
      if (known.size > verifiedMax) known.delete(known.keys().next().value!);
    },
  };
};

/** One that remembers what it has verified: a signature and a certificate take longer than everything else about a request. */
export const createTokenVerifier = (authority: CertificateAuthority): TokenVerifier => {
  const verified = rememberVerified();

  const verifyAnew = async (
    { token, audience }: ShownText,
    now: Date,
  ): Promise<JWTPayload | null> => {
    const { x5c } = decodeProtectedHeader(token);
    const leaf = judgeLeaf(authority, x5c, now.getTime());
    if (leaf === null) return null;
    const { payload: claims } = await jwtVerify(token, leaf.key, {
      algorithms: ['ES256'],
      audience,
      issuer: tokenIssuer,
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: toleranceSeconds,
      currentDate: now,
    });
    const { nbf = 0, exp = 0 } = claims;
    const fromMs = (nbf - toleranceSeconds) * 1_000;
    const untilMs = Math.min((exp + toleranceSeconds) * 1_000, leaf.untilMs);
    verified.add({ token, audience }, { claims, fromMs, untilMs });
    return claims;
  };

  return {
    verify: async (shown, now) => {
      const known = verified.find(shown, now.getTime());
      if (known !== null) return known;
      try {
        return await verifyAnew(shown, now);
      } catch {
        // Whatever does not read as a token of ours is none.
        return null;
      }
    },
  };
};
