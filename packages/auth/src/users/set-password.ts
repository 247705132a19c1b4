/** Storing another password: the part that a user's own change and a reset by somebody else have in common. */
import { type Trx, updateTokensRevokedByOwner, updateUserPassword } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Announce } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { rememberPassword } from './password-history.ts';
import type { PasswordPolicy } from './password-policy.ts';

/** A password that was checked and hashed, and for whom. */
export interface PasswordChange {
  readonly userId: string;
  readonly hash: string;
  /** The hash that is replaced; null where there was none. */
  readonly presentHash: string | null;
  readonly action: 'user.password_changed' | 'user.password_reset';
  readonly policy: PasswordPolicy;
  /** Somebody else chose it, so the user has to choose another. */
  readonly isTemporary: boolean;
  /** What ends with the old password: the sessions, or everything that the user can be recognised by. */
  readonly ends: 'sessions' | 'sessions and tokens';
  /** The session that asks for the change may go on. */
  readonly keptSessionId: string | null;
}

/** Stores the password of a user, ends their sessions but for one that may be kept, and their tokens if that is wanted. */
export const setPassword = async (
  trx: Trx,
  ctx: Context,
  { announce, ...change }: PasswordChange & { readonly announce: Announce },
): Promise<void> => {
  const at = ctx.clock.now();
  const { userId, hash, isTemporary, keptSessionId } = change;
  await rememberPassword(trx, change.policy, { userId, hash: change.presentHash, at });
  await updateUserPassword(trx, userId, { hash, changedAt: at, isTemporary });
  const revocation = { at, by: principalName(ctx.principal), reason: 'password changed' };
  const sessions = { ownerId: userId, kind: 'ses', exceptId: keptSessionId } as const;
  const sessionsEnded = await updateTokensRevokedByOwner(trx, sessions, revocation);
  const tokensRevoked =
    change.ends === 'sessions'
      ? 0
      : await updateTokensRevokedByOwner(trx, { ownerId: userId }, revocation);
  await recordAudit(trx, ctx, {
    action: change.action,
    targetKind: 'user',
    targetId: userId,
    after: { sessionsEnded, tokensRevoked, mustChange: isTemporary },
  });
  announce({ kind: 'user', userId });
};
