/** What an installation demands of accounts. */
import type { accountRestriction, PasswordPolicy } from '@moorgate/auth';

/** The rules for people who log in with a password. */
export interface AccountDemands {
  readonly passwordPolicy: PasswordPolicy;
  /** Whether people with a password can do nothing but set up a second factor while they have none. */
  readonly requiresSecondFactor: boolean;
}

/** The same for whoever asks what somebody has to do about their account before anything else. */
export const accountRulesOf = ({
  passwordPolicy,
  requiresSecondFactor,
}: AccountDemands): Parameters<typeof accountRestriction>[1] => ({
  passwordMaxAgeDays: passwordPolicy.maxAgeDays,
  requiresSecondFactor,
});
