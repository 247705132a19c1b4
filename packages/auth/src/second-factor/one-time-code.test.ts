import { drawCodeSecret, showCodeSecret, stepOfCode } from './one-time-code.ts';

const at = (seconds: number): Date => new Date(seconds * 1_000);

/** The secret and some codes of RFC 6238, appendix B, in their last six digits. */
const secret = Buffer.from('12345678901234567890');

test('codes are those of RFC 6238', () => {
  expect(stepOfCode(secret, '287082', at(59))).toBe(1);
  expect(stepOfCode(secret, '081804', at(1_111_111_109))).toBe(37_037_036);
  expect(stepOfCode(secret, '353130', at(20_000_000_000))).toBe(666_666_666);
  expect(stepOfCode(drawCodeSecret(), '287082', at(59))).toBeNull();
});

test('a code is good one step before and after its own, and belongs to its own', () => {
  for (const seconds of [0, 30, 59, 89]) expect(stepOfCode(secret, '287082', at(seconds))).toBe(1);
  expect(stepOfCode(secret, '287082', at(90))).toBeNull();
  expect(stepOfCode(secret, '081804', at(1_111_111_109 - 60))).toBeNull();
});

test.each(['', '28708', '2870820', '28708x', ' 28708', '\u0662\u0668\u0667\u0660\u0668\u0662'])(
  '%j is no code',
  (code) => {
    expect(stepOfCode(secret, code, at(59))).toBeNull();
  },
);

test('the URI names us, the account and the secret', () => {
  const shown = showCodeSecret(Buffer.alloc(20, 1), 'ada@x.example');
  expect(shown.secret).toMatch(/^[A-Z2-7]{32}$/);
  const uri = new URL(shown.uri);
  expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
  expect(decodeURIComponent(uri.pathname)).toBe('/Moorgate:ada@x.example');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'Moorgate',
    secret: shown.secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
