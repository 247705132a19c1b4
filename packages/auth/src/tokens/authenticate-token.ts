/** Finding out who holds a token, and what they may do now. */
import { type TokenCredentialRow, type TokenKind, updateTokenAsUsed } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import {
  findPresentedSecret,
  type HeldCredential,
  holdCredential,
  isRetired,
  requireUse,
} from './judge-credential.ts';
import type { TokenChecks } from './token-checks.ts';
import { parseToken, type TokenText } from './token-text.ts';

/** A text that claims to be a token, and the kinds that are accepted where it was sent. */
export interface PresentedToken {
  readonly text: string;
  readonly kinds: readonly TokenKind[];
  /** What the client calls itself. */
  readonly userAgent?: string | null;
  /** True where it is looked at again for the same request: a use that is counted is not counted twice. */
  readonly isRepeated?: boolean;
}

/**
 * Answers whose token this is, with the intersection of its rights and its owner's present ones. A text that is no token
 * is refused without a query; one that is held costs none; everything else takes one, by primary keys. Throws
 * `credentials_invalid`, without saying why: unknown, wrong secret, wrong kind, not valid yet, expired, used up, disabled,
 * revoked, or an owner who was deactivated; `token_address_forbidden` for a good one from elsewhere; and
 * `service_unavailable`.
 */
export const authenticateToken = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  presented: PresentedToken,
): Promise<UserPrincipal> => {
  const recalled = checks.recall(presented.text);
  // One that is over is looked at closely: a secret that was rotated away is a sign of a leak.
  if (recalled !== null && ctx.clock.now().getTime() < recalled.expiresAtMs) {
    checks.onCheck?.('memory');
    return admit(ctx, checks, { presented, held: recalled });
  }
  const token = parseToken(presented.text);
  if (token === null) {
    checks.onCheck?.('malformed');
    throw fault('credentials_invalid');
  }
  checks.onCheck?.('store');
  const { held, sequence } = await check(ctx, checks, token);
  checks.hold(presented.text, held, sequence);
  const principal = admit(ctx, checks, { presented, held });
  const isCounted = held.hasMaxUses && presented.isRepeated !== true;
  if (isCounted && !(await updateTokenAsUsed(ctx.db, token.id))) throw fault('credentials_invalid');
  return principal;
};

const check = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  token: TokenText,
): Promise<{ held: HeldCredential; sequence: number }> => {
  const { row, sequence } = await checks.lookUp(ctx, token.id);
  const secret = row === null ? null : findPresentedSecret(checks.keys, token, row.secrets);
  if (row === null || secret === null || row.kind !== token.kind)
    throw fault('credentials_invalid');
  if (isRetired(secret, ctx.clock.now().getTime())) {
    await noteRetired(ctx, checks, { row, tokenId: token.id, version: secret.version });
    throw fault('credentials_invalid');
  }
  const held = holdCredential(token.id, row, secret);
  if (held === null) throw fault('credentials_invalid');
  return { held, sequence };
};

/** Only of a token that lives: the copies of an ended one are worth nothing to anybody. */
const noteRetired = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  { row, ...secret }: { row: TokenCredentialRow; tokenId: string; version: number },
): Promise<void> => {
  if (row.revokedAt === null) await checks.onRetired?.(ctx, secret);
};

/** Of a text that is known to be a token. */
const kindOf = (text: string): string => text.slice(4, 7);

const admit = (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  { presented, held }: { presented: PresentedToken; held: HeldCredential },
): UserPrincipal => {
  const { principal, tokenId } = held;
  const kind = kindOf(presented.text);
  if (!presented.kinds.some((accepted) => accepted === kind)) throw fault('credentials_invalid');
  const at = ctx.clock.now();
  requireUse(held, { nowMs: at.getTime(), address: ctx.address });
  const { userAgent = null } = presented;
  checks.onUse?.({ tokenId, at, address: ctx.address, userAgent });
  return principal;
};
