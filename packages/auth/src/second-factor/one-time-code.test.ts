import { codeAt, drawCodeSecret, showCodeSecret, stepOfCode } from './one-time-code.ts';

const at = (seconds: number): Date => new Date(seconds * 1_000);

test('codes are those of RFC 6238, appendix B, in their last six digits', () => {
  const secret = Buffer.from('12345678901234567890');
  expect(codeAt(secret, at(59))).toBe('287082');
  expect(codeAt(secret, at(1_111_111_109))).toBe('081804');
  expect(codeAt(secret, at(20_000_000_000))).toBe('353130');
});

test('a code is good one step before and after its own, and belongs to its own', () => {
  const secret = drawCodeSecret();
  const code = codeAt(secret, at(3_000));
  for (const seconds of [2_970, 3_000, 3_059])
    expect(stepOfCode(secret, code, at(seconds))).toBe(100);
  for (const seconds of [2_969, 3_060]) expect(stepOfCode(secret, code, at(seconds))).toBeNull();
});

test.each(['', '12345', '1234567', '12345a', ' 12345', '\u0661\u0662\u0663\u0664\u0665\u0666'])(
  '%j is no code',
  (code) => {
    expect(stepOfCode(drawCodeSecret(), code, at(0))).toBeNull();
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
