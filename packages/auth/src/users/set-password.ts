/** Storing another password: the part that a user's own change and a reset by somebody else have in common. */
import { type Trx, updateTokensRevokedByOwner, updateUserPassword } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';

/** A password that was checked and hashed, and for whom. */
export interface PasswordChange {
  readonly userId: string;
  readonly hash: string;
  readonly action: 'user.password_changed' | 'user.password_reset';
  /** The session that asks for the change may go on. */
  readonly keptSessionId: string | null;
}

/** Stores the password of a user and ends their sessions, but for one that may be kept. Tokens live on. */
export const setPassword = async (
  trx: Trx,
  ctx: Context,
  change: PasswordChange,
): Promise<void> => {
  const at = ctx.clock.now();
  await updateUserPassword(trx, change.userId, { hash: change.hash, changedAt: at });
  const sessionsEnded = await updateTokensRevokedByOwner(
    trx,
    { ownerId: change.userId, kind: 'ses', exceptId: change.keptSessionId },
    { at, by: principalName(ctx.principal), reason: 'password changed' },
  );
  await recordAudit(trx, ctx, {
    action: change.action,
    targetKind: 'user',
    targetId: change.userId,
    after: { sessionsEnded },
  });
};
