import fc from 'fast-check';
import { drawToken, formatToken, parseToken, tokenIdPattern } from './token-text.ts';

const published =
  /^mgt_(pat|ses|dev|svc|oac|ort|enr)_[0-9a-hjkmnp-tv-z]{13}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;

test('a new token has the published form and reads back as what it was made of', () => {
  for (let round = 0; round < 200; round += 1) {
    const token = drawToken('pat');
    const text = formatToken(token);
    expect(text).toMatch(published);
    expect(parseToken(text)).toEqual(token);
    expect(token.id).toMatch(tokenIdPattern);
  }
});

test('no two new tokens share an id or a secret', () => {
  const tokens = Array.from({ length: 500 }, () => drawToken('ses'));
  expect(new Set(tokens.map(({ id }) => id)).size).toBe(tokens.length);
  expect(new Set(tokens.map(({ secret }) => secret)).size).toBe(tokens.length);
});

test('the check is the CRC-32 of what stands before it, so that scanners can compute it', () => {
  const token = { kind: 'pat', id: '0000000000000', secret: '0'.repeat(43) } as const;
  expect(formatToken(token)).toBe(`mgt_pat_0000000000000_${'0'.repeat(43)}_2FNiE3`);
});

test('a token with one character changed anywhere is no token', () => {
  const text = formatToken(drawToken('pat'));
  for (let index = 0; index < text.length; index += 1) {
    const other = text[index] === 'A' ? 'B' : 'A';
    expect(parseToken(text.slice(0, index) + other + text.slice(index + 1))).toBeNull();
  }
});

test('arbitrary text is no token, and reading it never fails', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseToken(text) === null));
});
