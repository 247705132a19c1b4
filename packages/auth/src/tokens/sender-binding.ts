/** Tokens that are worth nothing without a key: which key it is, and the proof that a request shows it. */
import type { TokenConfirmation } from '@moorgate/db';

/**
 * The key that the sender of a token has: a certificate, by the SHA-256 of its DER encoding (RFC 8705, 3.1), or a key that
 * signs proofs, by its JWK thumbprint (RFC 9449, 6.1; RFC 7638). The value is in base64url.
 */
export interface SenderBinding {
  readonly kind: 'x5t#S256' | 'jkt';
  readonly value: string;
}

/**
 * Answers whether the request that showed this token shows the key that it is bound to; null for a token that is bound to
 * none. A wrong proof is an answer, and no error.
 */
export type Possession = (binding: SenderBinding | null, token: string) => Promise<boolean>;

/** The binding as RFC 7800, 3.1, has it in the member `cnf`; null for a token that is bound to nothing. */
export const toConfirmation = (binding: SenderBinding | null): TokenConfirmation | null => {
  if (binding === null) return null;
  return binding.kind === 'jkt' ? { jkt: binding.value } : { 'x5t#S256': binding.value };
};

/** The other way round. */
export const fromConfirmation = (cnf: TokenConfirmation | null): SenderBinding | null => {
  if (cnf === null) return null;
  return 'jkt' in cnf
    ? { kind: 'jkt', value: cnf.jkt }
    : { kind: 'x5t#S256', value: cnf['x5t#S256'] };
};
