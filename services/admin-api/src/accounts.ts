/** What an installation demands of accounts. */
import type { PasswordPolicy } from '@moorgate/auth';

/** The rules for people who log in with a password. */
export interface AccountDemands {
  readonly passwordPolicy: PasswordPolicy;
  /** Whether people with a password can do nothing but set up a second factor while they have none. */
  readonly requiresSecondFactor: boolean;
}
