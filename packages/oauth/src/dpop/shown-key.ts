/** The key that a request shows beside its credentials: that of a certificate, or of a proof. */
import type { Context, Possession, SenderBinding } from '@moorgate/auth';
import { insertDpopProof } from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import { type ProvedRequest, verifyProof } from './verify-proof.ts';

/** What of a request tells of its key. */
export interface KeyEvidence extends Pick<ProvedRequest, 'method' | 'url' | 'isRepeated'> {
  /** The header `DPoP`. */
  readonly proof: string | undefined;
}

/** A key, and what has to be done once it is known that it matters. */
export interface ShownKey {
  readonly binding: SenderBinding;
  /** Marks a proof as used, for every instance. Throws `dpop_proof_invalid` for one that was used before. */
  spend(): Promise<void>;
}

type Surroundings = Pick<Context, 'db' | 'clock' | 'peerCertificateThumbprint'>;

/**
 * The key that a request at the token endpoint shows: that of its proof, else that of the certificate of its connection;
 * null for neither. Throws `dpop_proof_invalid`.
 */
export const readShownKey = async (
  ctx: Surroundings,
  { proof, ...request }: KeyEvidence,
): Promise<ShownKey | null> => {
  if (proof === undefined) return certificateOf(ctx);
  const { thumbprint, hash, expiresAt } = await verifyProof(ctx, proof, request);
  return {
    binding: { kind: 'jkt', value: thumbprint },
    spend: async () => {
      if (await insertDpopProof(ctx.db, { hash, expiresAt })) return;
      throw fault('dpop_proof_invalid', { detail: 'The proof was used before.' });
    },
  };
};

const certificateOf = ({
  peerCertificateThumbprint: value = null,
}: Surroundings): ShownKey | null =>
  value === null ? null : { binding: { kind: 'x5t#S256', value }, spend: () => Promise.resolve() };

/** How a request shows a token: the scheme of its `Authorization`, with the evidence of a key. */
export interface TokenEvidence extends KeyEvidence {
  readonly scheme: 'bearer' | 'dpop' | 'other';
}

/**
 * Tells whether a request shows the key that its token is bound to. A token that is bound to a key of proofs comes with the
 * scheme `DPoP` and a proof for this request, good once; no other token comes with that scheme (RFC 9449, 7). One that is
 * bound to a certificate comes over a connection with that certificate (RFC 8705, 3).
 */
export const possessionOf =
  (ctx: Surroundings, evidence: TokenEvidence): Possession =>
  async (binding, token) => {
    if (binding?.kind === 'jkt')
      return isProved(ctx, evidence, { thumbprint: binding.value, token });
    const isShown = binding === null || certificateOf(ctx)?.binding.value === binding.value;
    return isShown && evidence.scheme !== 'dpop';
  };

/** Whether the request has a good proof by this key for this token, which was not used before. */
const isProved = async (
  ctx: Surroundings,
  evidence: TokenEvidence,
  bound: { readonly thumbprint: string; readonly token: string },
): Promise<boolean> => {
  const { scheme, proof, isRepeated = false } = evidence;
  if (scheme !== 'dpop' || proof === undefined) return false;
  const proved = { ...evidence, accessToken: bound.token };
  const verified = await verifyProof(ctx, proof, proved).catch(asNoProof);
  if (verified?.thumbprint !== bound.thumbprint) return false;
  return isRepeated || insertDpopProof(ctx.db, verified);
};

/** A wrong proof is none; whatever else went wrong is thrown on. */
const asNoProof = (error: unknown): null => {
  if (error instanceof DomainError && error.code === 'dpop_proof_invalid') return null;
  throw error;
};
