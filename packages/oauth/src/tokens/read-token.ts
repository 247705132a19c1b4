/** Looking closely at a token that somebody shows: whether it is good, and what stands behind it. */
import {
  type Context,
  findPresentedSecret,
  type HeldCredential,
  holdCredential,
  isOver,
  isRetired,
  parseToken,
} from '@moorgate/auth';
import { findTokenById, type TokenKind, type TokenRow } from '@moorgate/db';
import type { OAuthServices } from '../services.ts';

/** A token whose secret is right. */
export interface ShownToken {
  readonly row: TokenRow;
  /** What it allows at present; null for one that is not good: ended, disabled, or of an owner who is not active. */
  readonly held: HeldCredential | null;
  /** True for a secret that was good once. */
  readonly isRetired: boolean;
}

/**
 * What is known of a token by its text; null for a text that is none, a wrong secret, a token that is gone, and one of
 * another kind than `kinds`. Nothing follows from a look: a retired secret is not taken for a leak here.
 */
export const readToken = async (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks, tokenKeys }: Pick<OAuthServices, 'tokenChecks' | 'tokenKeys'>,
  shown: { readonly text: string; readonly kinds: readonly TokenKind[] },
): Promise<ShownToken | null> => {
  const token = parseToken(shown.text);
  if (token === null || !shown.kinds.some((kind) => kind === token.kind)) return null;
  const { row: credential } = await tokenChecks.lookUp(ctx, { id: token.id });
  if (credential?.kind !== token.kind) return null;
  const secret = findPresentedSecret(tokenKeys, token, credential.secrets);
  const row = secret === null ? undefined : await findTokenById(ctx.db, token.id);
  if (secret === null || row === undefined) return null;
  const now = ctx.clock.now();
  if (isRetired(secret, now.getTime())) return { row, held: null, isRetired: true };
  const held = holdCredential(token.id, credential, secret);
  return { row, held: isInForce(held, row, now) ? held : null, isRetired: false };
};

const isInForce = (held: HeldCredential | null, row: TokenRow, now: Date): boolean =>
  held !== null &&
  now.getTime() >= held.notBeforeMs &&
  now.getTime() < held.expiresAtMs &&
  !isOver(row, now);
