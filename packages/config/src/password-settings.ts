/** The rules for passwords: settings that both the admin API and the command line read. */
import { Type } from 'typebox';
import { type Config, defineConfig } from './define-config.ts';

const demand = (variable: string, what: string) =>
  ({
    variable,
    schema: Type.Boolean(),
    description: `Whether a new password must have ${what}.`,
    default: false,
  }) as const;

/** For every service, and every command, that sets passwords. */
export const passwordSettings = defineConfig({
  passwordMinLength: {
    variable: 'MOORGATE_PASSWORD_MIN_LENGTH',
    schema: Type.Integer({ minimum: 8, maximum: 128 }),
    description: 'How many characters a new password has at least.',
    default: 12,
  },
  passwordRequireUppercase: demand(
    'MOORGATE_PASSWORD_REQUIRE_UPPERCASE',
    'an upper-case letter of some script',
  ),
  passwordRequireLowercase: demand(
    'MOORGATE_PASSWORD_REQUIRE_LOWERCASE',
    'a lower-case letter of some script',
  ),
  passwordRequireDigit: demand('MOORGATE_PASSWORD_REQUIRE_DIGIT', 'a digit'),
  passwordRequireSpecial: demand(
    'MOORGATE_PASSWORD_REQUIRE_SPECIAL',
    'a character that is neither letter nor digit',
  ),
  passwordHistory: {
    variable: 'MOORGATE_PASSWORD_HISTORY',
    schema: Type.Integer({ minimum: 0, maximum: 24 }),
    description:
      'How many passwords of a user, the present one among them, cannot be set again; 0 turns this off.',
    default: 0,
  },
  passwordMaxAgeDays: {
    variable: 'MOORGATE_PASSWORD_MAX_AGE_DAYS',
    schema: Type.Integer({ minimum: 0, maximum: 3_650 }),
    description:
      'After how many days a password is good for nothing but setting another one, as is one that somebody else chose; 0 turns this off.',
    default: 0,
  },
});

/** What is demanded of passwords; the ages in days, 0 for what is turned off. */
interface PasswordRules {
  readonly minLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireDigit: boolean;
  readonly requireSpecial: boolean;
  readonly history: number;
  readonly maxAgeDays: number;
}

/** The rules as one object. */
export const passwordPolicyOf = (config: Config<typeof passwordSettings>): PasswordRules => ({
  minLength: config.passwordMinLength,
  requireUppercase: config.passwordRequireUppercase,
  requireLowercase: config.passwordRequireLowercase,
  requireDigit: config.passwordRequireDigit,
  requireSpecial: config.passwordRequireSpecial,
  history: config.passwordHistory,
  maxAgeDays: config.passwordMaxAgeDays,
});
