import { isCommonPassword } from './common-passwords.ts';

test.each([
  'qwerty123456',
  'QWERTY123456',
  '123456789987654321',
  'administrator',
  'password1',
  'aaaaaaaaaaaa',
  'abababababab',
  '123123123123',
  '\u3042'.repeat(12),
  'Moorgate-2026!',
  'admin.Gateway.42',
  'Device-Fleet-abc',
])('%j is tried first', async (password) => {
  expect(await isCommonPassword(password)).toBe(true);
});

test.each([
  'correct horse battery',
  'a sentence of my own',
  'qwerty123456 and more',
  'badminton, 14 o’clock',
  'known to the operator',
])('%j is not', async (password) => {
  expect(await isCommonPassword(password)).toBe(false);
});
