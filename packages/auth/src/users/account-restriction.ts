/** What somebody has to do about their account before their session is good for anything else. */
import { findPasswordStateByUser } from '@moorgate/db';
import type { Context } from '../context.ts';
import type { AccountRestriction, UserPrincipal } from '../principal.ts';
import { isPasswordExpired } from './password-policy.ts';

/** What an installation demands of accounts; with neither a session costs no query more. */
export interface AccountRules {
  /** 0: passwords do not age. */
  readonly passwordMaxAgeDays: number;
  readonly requiresSecondFactor: boolean;
}

/**
 * Answers what the holder of a session must do first: `password_expired`, or `second_factor_setup_required`; null when
 * nothing. It is asked with each request, so that a change acts at once. Tokens are not restricted: programs that hold
 * them cannot change a password. Nor are people without a password, whom a login provider vouches for.
 */
export const findAccountRestriction = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  principal: UserPrincipal,
  rules: AccountRules,
): Promise<AccountRestriction | null> => {
  if (principal.credential.kind !== 'session') return null;
  if (rules.passwordMaxAgeDays === 0 && !rules.requiresSecondFactor) return null;
  const row = await findPasswordStateByUser(ctx.db, principal.userId);
  if (row === undefined) return null;
  const state = { changedAt: row.password_changed_at, isTemporary: row.password_is_temporary };
  if (isPasswordExpired(rules.passwordMaxAgeDays, state, ctx.clock.now()))
    return 'password_expired';
  if (rules.requiresSecondFactor && !row.has_second_factor) return 'second_factor_setup_required';
  return null;
};
