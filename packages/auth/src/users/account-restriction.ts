/** What somebody has to do about their account before their session is good for anything else. */
import type { AccountRestriction, UserPrincipal } from '../principal.ts';
import { isPasswordExpired } from './password-policy.ts';

/** What an installation demands of accounts. */
export interface AccountRules {
  /** 0: passwords do not age. */
  readonly passwordMaxAgeDays: number;
  readonly requiresSecondFactor: boolean;
}

/**
 * Answers what the holder of a session must do first: `password_expired`, or `second_factor_setup_required`; null when
 * nothing. The principal brings along what is known of the password, so this costs no query; it is asked with each request,
 * since a password grows too old by itself. Tokens are not restricted: programs that hold them cannot change a password. Nor
 * are people without a password, whom a login provider vouches for.
 */
export const accountRestriction = (
  { password = null }: Pick<UserPrincipal, 'password'>,
  rules: AccountRules,
  now: Date,
): AccountRestriction | null => {
  if (password === null) return null;
  if (isPasswordExpired(rules.passwordMaxAgeDays, password, now)) return 'password_expired';
  const lacksSecondFactor = rules.requiresSecondFactor && !password.hasSecondFactor;
  return lacksSecondFactor ? 'second_factor_setup_required' : null;
};
