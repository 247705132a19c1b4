import { usernamePattern } from '../users/user.ts';
import { accountNames } from './account-name.ts';

const namesFor = (login: string, count = 3): string[] => {
  const names = accountNames('corp', login);
  return Array.from({ length: count }, () => names.next().value);
};

test('an account is called after provider and login, then numbered', () => {
  expect(namesFor('ann')).toEqual(['corp@ann', 'corp@ann-2', 'corp@ann-3']);
});

test.each([
  '',
  '…',
  ' ',
  '../../etc',
  '<script>',
  'a'.repeat(500),
  '名前',
  'ann@corp.example',
  '\u0000',
])('the login %j makes names that accounts can have', (login) => {
  for (const name of namesFor(login, 12)) {
    expect(name).toMatch(usernamePattern);
    expect(name.startsWith('corp@')).toBe(true);
  }
});

test('names of a long login stay different', () => {
  expect(new Set(namesFor('a'.repeat(500), 200)).size).toBe(200);
});
