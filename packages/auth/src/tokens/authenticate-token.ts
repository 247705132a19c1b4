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
import type { Possession } from './sender-binding.ts';
import type { TokenChecks } from './token-checks.ts';
import { type PresentedText, readPresentedText } from './read-presented-text.ts';

/** A text that claims to be a token, and the kinds that are accepted where it was sent. */
export interface PresentedToken {
  readonly text: string;
  readonly kinds: readonly TokenKind[];
  /** The APIs whose tokens are accepted; unless said, all but those whose tokens are good there alone. */
  readonly dialects?: readonly string[];
  /** What the client calls itself. */
  readonly userAgent?: string | null;
  /** Tells whether the request shows the key of a token that is bound to one; without it, such a token is refused. */
  readonly possession?: Possession | undefined;
  /** True where it is looked at again for the same request: a use that is counted is not counted twice. */
  readonly isRepeated?: boolean;
}

/**
 * Answers whose token this is, with the intersection of its rights and its owner's present ones. A text that is no token
 * is refused without a query; one that is held costs none; everything else takes one, by unique indexes. Throws
 * `credentials_invalid`, without saying why: unknown, wrong secret, wrong kind, made for another API, not valid yet, expired, a session that rested too long, used up, disabled,
 * revoked, without the key that it is bound to, or an owner who was deactivated; `token_address_forbidden` for a good one from elsewhere; and
 * `service_unavailable`.
 */
export const authenticateToken = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  presented: PresentedToken,
): Promise<UserPrincipal> => {
  const recalled = checks.recall(presented.text);
  // One that is over is looked at closely: a secret that was rotated away is a sign of a leak.
  if (recalled !== null && isRunning(recalled, ctx.clock.now().getTime())) {
    checks.onCheck?.('memory');
    return admit(ctx, checks, { presented, held: recalled });
  }
  const token = readPresentedText(checks, presented.text);
  if (token === null) {
    checks.onCheck?.('malformed');
    throw fault('credentials_invalid');
  }
  checks.onCheck?.('store');
  const { held, sequence } = await check(ctx, checks, token);
  checks.hold(presented.text, held, sequence);
  const principal = await admit(ctx, checks, { presented, held });
  const isCounted = held.hasMaxUses && presented.isRepeated !== true;
  if (isCounted && !(await updateTokenAsUsed(ctx.db, held.tokenId)))
    throw fault('credentials_invalid');
  return principal;
};

/** False also for a session that rests here: it may have been used elsewhere meanwhile. */
const isRunning = ({ expiresAtMs, restEndsAtMs }: HeldCredential, nowMs: number): boolean =>
  nowMs < expiresAtMs && nowMs < restEndsAtMs;

const prolongRest = ({ sessionRestMs }: TokenChecks, held: HeldCredential, usedAt: Date): void => {
  if (held.kind === 'ses') held.restEndsAtMs = usedAt.getTime() + (sessionRestMs ?? Infinity);
};

const check = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  token: PresentedText,
): Promise<{ held: HeldCredential; sequence: number }> => {
  const { row, sequence } = await checks.lookUp(ctx, token.handle);
  const secret = row === null ? null : findPresentedSecret(checks.keys, token, row.secrets);
  const isOfKind = token.kind === null || row?.kind === token.kind;
  if (row === null || secret === null || !isOfKind) throw fault('credentials_invalid');
  if (isRetired(secret, ctx.clock.now().getTime())) {
    await noteRetired(ctx, checks, { row, tokenId: row.id, version: secret.version });
    throw fault('credentials_invalid');
  }
  const held = holdCredential(row.id, row, secret);
  if (held === null) throw fault('credentials_invalid');
  prolongRest(checks, held, row.lastUsedAt);
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

/**
 * What these dialects say of a token says less than the canonical scopes do, and an operator may forbid the dialect; so
 * their tokens are good nowhere else.
 */
const confinedDialects: readonly string[] = ['insight', 'openshift'];

const isAccepted = ({ kind, dialect }: HeldCredential, presented: PresentedToken): boolean => {
  const { kinds, dialects } = presented;
  if (!kinds.includes(kind)) return false;
  return dialects === undefined ? !confinedDialects.includes(dialect) : dialects.includes(dialect);
};

/** Throws `credentials_invalid`. */
const requirePossession = async (
  { binding }: HeldCredential,
  { possession, text }: PresentedToken,
): Promise<void> => {
  if (possession === undefined && binding === null) return;
  if ((await possession?.(binding, text)) !== true) throw fault('credentials_invalid');
};

const admit = async (
  ctx: Omit<Context, 'principal'>,
  checks: TokenChecks,
  { presented, held }: { presented: PresentedToken; held: HeldCredential },
): Promise<UserPrincipal> => {
  const { principal, tokenId } = held;
  if (!isAccepted(held, presented)) throw fault('credentials_invalid');
  const at = ctx.clock.now();
  requireUse(held, { nowMs: at.getTime(), address: ctx.address });
  await requirePossession(held, presented);
  prolongRest(checks, held, at);
  const { userAgent = null } = presented;
  checks.onUse?.({ tokenId, at, address: ctx.address, userAgent });
  return principal;
};
