import type { DomainError } from '@moorgate/errors';
import {
  checkNewPassword,
  defaultPasswordPolicy,
  isPasswordExpired,
  type PasswordPolicy,
} from './password-policy.ts';

const complaints = async (
  password: string,
  policy: Partial<PasswordPolicy> = {},
): Promise<string[]> => {
  try {
    await checkNewPassword(password, { ...defaultPasswordPolicy, ...policy });
    return [];
  } catch (error) {
    return (error as DomainError).details.issues!.map(({ message }) => message);
  }
};

test('new passwords have the characters of the policy at least, and 1,024 bytes at most', async () => {
  expect(await complaints('eleven char')).toEqual(['must have at least 12 characters']);
  expect(await complaints('twelve chars')).toEqual([]);
  expect(await complaints(`${'\u{1f600}'.repeat(9)}ab`)).toHaveLength(1);
  expect(await complaints(`${'\u{1f600}'.repeat(255)}abcd`)).toEqual([]);
  expect(await complaints(`${'\u{1f600}'.repeat(255)}abcde`)).toEqual([
    'must have at most 1024 bytes',
  ]);
  expect(await complaints('twelve chars', { minLength: 13 })).toHaveLength(1);
  expect(await complaints('qwerty123456')).toEqual(['must be none that everybody tries first']);
});

test('each demand is complained about on its own, and letters and digits of every script meet it', async () => {
  const all = {
    requireUppercase: true,
    requireLowercase: true,
    requireDigit: true,
    requireSpecial: true,
  };
  expect(await complaints('\u3042\u3044\u3046'.repeat(4), all)).toHaveLength(4);
  expect(await complaints('\u00c4\u00e4\u0664 rest of it', all)).toEqual([]);
  expect(await complaints('all lower case 1', all)).toEqual(['must have an upper-case letter']);
  expect(await complaints('NoSpecials123', all)).toEqual([
    'must have a character that is neither letter nor digit',
  ]);
});

test('a password expires at its age, or at once when somebody else chose it, but never where ages are off', () => {
  const changedAtMs = Date.parse('2026-01-01T00:00:00Z');
  const after = (days: number): Date => new Date(changedAtMs + days * 86_400_000);
  const own = { changedAtMs, isTemporary: false };
  expect(isPasswordExpired(30, own, new Date(after(30).getTime() - 1))).toBe(false);
  expect(isPasswordExpired(30, own, after(30))).toBe(true);
  expect(isPasswordExpired(0, own, after(9_999))).toBe(false);
  expect(isPasswordExpired(30, { ...own, isTemporary: true }, after(0))).toBe(true);
  expect(isPasswordExpired(0, { ...own, isTemporary: true }, after(0))).toBe(false);
  expect(isPasswordExpired(30, { changedAtMs: null, isTemporary: false }, after(0))).toBe(true);
});
