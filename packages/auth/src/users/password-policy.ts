/** The rules for new passwords, and how long a password is good for everything. */
import { fault, type Issue } from '@moorgate/errors';
import type { PasswordState } from '../principal.ts';
import { isCommonPassword } from './common-passwords.ts';

/** What an installation demands of passwords. */
export interface PasswordPolicy {
  /** In characters (code points). */
  readonly minLength: number;
  readonly requireUppercase: boolean;
  readonly requireLowercase: boolean;
  readonly requireDigit: boolean;
  /** A character that is neither letter nor digit. */
  readonly requireSpecial: boolean;
  /** How many passwords, the present one among them, cannot be set again; 0: off. */
  readonly history: number;
  /** After so many days a password must be changed, and one that somebody else chose at once; 0: off. */
  readonly maxAgeDays: number;
}

/** Twelve characters, and nothing else: long passwords that are kept are better than short ones that are changed. */
export const defaultPasswordPolicy: PasswordPolicy = {
  minLength: 12,
  requireUppercase: false,
  requireLowercase: false,
  requireDigit: false,
  requireSpecial: false,
  history: 0,
  maxAgeDays: 0,
};

const passwordBytesMax = 1_024;
const dayMs = 86_400_000;

const demands = [
  ['requireUppercase', /\p{Lu}/u, 'must have an upper-case letter'],
  ['requireLowercase', /\p{Ll}/u, 'must have a lower-case letter'],
  ['requireDigit', /\p{Nd}/u, 'must have a digit'],
  ['requireSpecial', /[^\p{L}\p{N}]/u, 'must have a character that is neither letter nor digit'],
] as const;

/** The complaint about a new password; the request calls it `password` wherever one is set. */
export const passwordIssue = (message: string): Issue => ({ pointer: '/password', message });

const listIssues = (password: string, policy: PasswordPolicy): Issue[] => {
  const issues: Issue[] = [];
  if ([...password].length < policy.minLength)
    issues.push(passwordIssue(`must have at least ${policy.minLength} characters`));
  if (Buffer.byteLength(password) > passwordBytesMax)
    issues.push(passwordIssue(`must have at most ${passwordBytesMax} bytes`));
  for (const [demand, pattern, message] of demands)
    if (policy[demand] && !pattern.test(password)) issues.push(passwordIssue(message));
  return issues;
};

/** Whether a random password breaks no rule. */
export const isPasswordAllowed = (password: string, policy: PasswordPolicy): boolean =>
  listIssues(password, policy).length === 0;

/**
 * Passes for a password that may be set: long enough, 1,024 bytes at most, with the characters that the policy demands, and
 * none of those that are tried first. Throws `invalid_request` with an issue for each rule that it breaks.
 */
export const checkNewPassword = async (password: string, policy: PasswordPolicy): Promise<void> => {
  const issues = listIssues(password, policy);
  if (issues.length === 0 && (await isCommonPassword(password)))
    issues.push(passwordIssue('must be none that everybody tries first'));
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

/** Whether a password that somebody else chooses now must be changed by its user. */
export const isTemporaryUnder = (policy: PasswordPolicy): boolean => policy.maxAgeDays > 0;

/** Whether a password is good for nothing but setting another one: too old, or chosen by somebody else. */
export const isPasswordExpired = (
  maxAgeDays: number,
  state: Pick<PasswordState, 'changedAtMs' | 'isTemporary'>,
  now: Date,
): boolean => {
  if (maxAgeDays === 0) return false;
  const ageMs = now.getTime() - (state.changedAtMs ?? 0);
  return state.isTemporary || ageMs >= maxAgeDays * dayMs;
};
