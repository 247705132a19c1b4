/** Proof Key for Code Exchange (RFC 7636), by S256 alone: the plain method proves nothing to whoever reads the request. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** What a challenge looks like: SHA-256 in base64url (RFC 7636, 4.2). */
export const codeChallengePattern = /^[\w-]{43}$/;

/** RFC 7636, 4.1. */
const verifierPattern = /^[A-Za-z0-9._~-]{43,128}$/;

/** Whether the verifier is the one that the challenge was made of. */
export const isVerifierOf = (challenge: string, verifier: string): boolean => {
  if (!verifierPattern.test(verifier)) return false;
  const hash = createHash('sha256').update(verifier).digest('base64url');
  return (
    hash.length === challenge.length && timingSafeEqual(Buffer.from(hash), Buffer.from(challenge))
  );
};
