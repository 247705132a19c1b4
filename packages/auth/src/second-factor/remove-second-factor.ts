/** Doing without a second factor again: one's own, or that of somebody who lost it. */
import { deleteSecondFactor, lockActiveUserByUsername, lockUserPasswordById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { requireRightsOf } from '../users/require-rights-of.ts';
import {
  judgeSecondFactor,
  type SecondFactorCode,
  type SecondFactorKeys,
} from './judge-second-factor.ts';
import { requirePassword, requireSession } from './set-up-second-factor.ts';

/**
 * Removes the second factor of whoever asks, with a session, the present password and a code; where everybody needs one,
 * their sessions are good for nothing but setting up another. Throws `session_required`, `password_wrong`,
 * `second_factor_not_found`, `one_time_code_wrong`, `rate_limited` and `committed_unconfirmed`.
 */
export const removeOwnSecondFactor = async (
  ctx: Context,
  keys: SecondFactorKeys,
  proof: { readonly password: string; readonly code: SecondFactorCode },
): Promise<void> => {
  const principal = requireSession(ctx);
  const { userId } = principal;
  const hash = await requirePassword(ctx, principal, proof.password);
  const verdict = await commitChange(ctx, async (trx, announce) => {
    const row = await lockUserPasswordById(trx, userId);
    if (row?.password_hash !== hash) throw fault('password_wrong');
    const shown = { keys, code: proof.code };
    const judged = await judgeSecondFactor(trx, ctx, { userId, proof: shown, of: 'confirmed' });
    if (judged.kind !== 'passed') return judged;
    await deleteSecondFactor(trx, userId);
    await recordAudit(trx, ctx, {
      action: 'user.second_factor_removed',
      targetKind: 'user',
      targetId: userId,
    });
    announce({ kind: 'user', userId });
    return judged;
  });
  if (verdict.kind === 'none') throw fault('second_factor_not_found');
  if (verdict.kind === 'limited') {
    const { retryAfterSeconds } = verdict;
    throw fault('rate_limited', { retryAfterSeconds });
  }
  if (verdict.kind !== 'passed') throw fault('one_time_code_wrong');
};

/**
 * Removes the second factor of another user, who lost it; where everybody needs one, they must set up another. Whoever asks
 * must have every right that the user has. Throws `user_not_found`, `user_is_self`, `second_factor_not_found`,
 * `scope_not_held` and `committed_unconfirmed`.
 */
export const resetSecondFactor = (ctx: Context, username: string): Promise<void> =>
  commitChange(ctx, async (trx, announce) => {
    const row = await lockActiveUserByUsername(trx, username);
    if (row === undefined) throw fault('user_not_found');
    if (ctx.principal.kind === 'user' && ctx.principal.userId === row.id)
      throw fault('user_is_self');
    await requireRightsOf(trx, ctx.principal, row);
    if (!(await deleteSecondFactor(trx, row.id))) throw fault('second_factor_not_found');
    await recordAudit(trx, ctx, {
      action: 'user.second_factor_reset',
      targetKind: 'user',
      targetId: row.id,
    });
    announce({ kind: 'user', userId: row.id });
  });
