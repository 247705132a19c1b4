import { drawDerivationKeys } from './derivation-keys.ts';
import { type DerivedSecret, deriveText, drawDerivation, isDerivedHex } from './derived-text.ts';

const keys = drawDerivationKeys();
const secretOf = (form: DerivedSecret['form']): DerivedSecret => ({
  tokenId: '0123456789abc',
  kind: 'pat',
  version: 1,
  ...drawDerivation(keys, form),
});
const textOf = (secret: DerivedSecret): string => deriveText(keys, secret)!.text;

test.each([
  ['hex64', /^[0-9a-f]{64}$/],
  ['hex256', /^[0-9a-f]{256}$/],
  ['token', /^mgt_pat_0123456789abc_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/],
] as const)('makes a text of the form %s, the same each time', (form, pattern) => {
  const secret = secretOf(form);
  expect(textOf(secret)).toMatch(pattern);
  expect(textOf(secret)).toBe(textOf(secret));
});

test('makes another text for another token, version, salt, form or key', () => {
  const secret = secretOf('hex64');
  const others = [
    { ...secret, tokenId: '0123456789abd' },
    { ...secret, version: 2 },
    { ...secret, salt: Buffer.alloc(32) },
    { ...secret, form: 'hex256' as const },
  ];
  const texts = [secret, ...others].map(textOf);
  const elsewhere = deriveText(drawDerivationKeys(), secret)!.text;
  expect(new Set([...texts, elsewhere]).size).toBe(6);
  expect(texts.at(-1)!.startsWith(texts[0]!.slice(0, 32))).toBe(false);
});

test('makes no text without the key of its version', () => {
  expect(deriveText(keys, { ...secretOf('hex64'), keyVersion: 2 })).toBeNull();
});

describe('isDerivedHex', () => {
  test.each(['hex64', 'hex256'] as const)('knows its own texts of the form %s', (form) => {
    expect(isDerivedHex(keys, textOf(secretOf(form)))).toBe(true);
  });

  test('knows those of an older key, too', () => {
    const both = { currentVersion: 2, keys: new Map([...keys.keys, [2, Buffer.alloc(32, 7)]]) };
    expect(isDerivedHex(both, textOf(secretOf('hex64')))).toBe(true);
  });

  test('knows no noise of the right length, no other case, and no text of another key', () => {
    const text = textOf(secretOf('hex64'));
    const changed = (text.startsWith('0') ? '1' : '0') + text.slice(1);
    const wrong = [changed, text.toUpperCase(), text.slice(1), `${text}\n`, '0'.repeat(64), ''];
    for (const one of wrong) expect([one, isDerivedHex(keys, one)]).toEqual([one, false]);
    expect(isDerivedHex(drawDerivationKeys(), text)).toBe(false);
  });
});
