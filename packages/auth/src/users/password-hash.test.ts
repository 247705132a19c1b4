import { argon2Sync } from 'node:crypto';
import { hashPassword, verifyPassword } from './password-hash.ts';

test('a hash names its parameters, has a salt of its own and verifies its password alone', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hashPassword('correct horse battery')).not.toBe(hash);
  expect(await verifyPassword('correct horse battery', hash)).toEqual({
    isCorrect: true,
    isOutdated: false,
  });
  expect((await verifyPassword('correct horse batterx', hash)).isCorrect).toBe(false);
});

test('a password typed with combining characters is the one typed without', async () => {
  const hash = await hashPassword('p\u00e4ssw\u00f6rter sind gut');
  const typed = 'pa\u0308sswo\u0308rter sind gut';
  expect((await verifyPassword(typed, hash)).isCorrect).toBe(true);
});

test('a hash with other parameters still verifies and asks to be made again', async () => {
  const salt = Buffer.from('somesalt16bytes!');
  const cost = { memory: 1_024, passes: 1, parallelism: 1 };
  const key = argon2Sync('argon2id', {
    message: 'old password',
    nonce: salt,
    tagLength: 32,
    ...cost,
  });
  const text = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  const hash = `$argon2id$v=19$m=1024,t=1,p=1$${text(salt)}$${text(key)}`;
  expect(await verifyPassword('old password', hash)).toEqual({ isCorrect: true, isOutdated: true });
  expect(await verifyPassword('new password', hash)).toEqual({
    isCorrect: false,
    isOutdated: false,
  });
});

test.each([
  null,
  '',
  '$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '$argon2id$v=19$m=9999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
])('%j as the stored hash costs a hash and is never right', async (stored) => {
  expect(await verifyPassword('', stored)).toEqual({ isCorrect: false, isOutdated: false });
});
