import { readAuthorization } from './read-authorization.ts';

const basic = (text: string | Uint8Array): string =>
  `Basic ${Buffer.from(text as string).toString('base64')}`;

test.each([undefined, '', '  '])('%j is no credential', (header) => {
  expect(readAuthorization(header)).toBeNull();
});

test.each([
  ['Bearer abc', { scheme: 'bearer', token: 'abc' }],
  ['bEARER   abc ', { scheme: 'bearer', token: 'abc' }],
  ['DPoP abc', { scheme: 'dpop', token: 'abc' }],
  [
    basic('ada:secret:with colons'),
    { scheme: 'basic', username: 'ada', password: 'secret:with colons' },
  ],
  [basic('ada:'), { scheme: 'basic', username: 'ada', password: '' }],
  [basic('a token alone'), { scheme: 'basic', username: 'a token alone', password: null }],
  [
    basic('gr\u00fc\u00df:\ufeffdich'),
    { scheme: 'basic', username: 'gr\u00fc\u00df', password: '\ufeffdich' },
  ],
  ['Basic YTpi', { scheme: 'basic', username: 'a', password: 'b' }],
  ['Basic YTpiYw', { scheme: 'basic', username: 'a', password: 'bc' }],
  ['Digest username="ada"', { scheme: 'other' }],
  ['token', { scheme: 'other' }],
])('reads %j', (header, expected) => {
  expect(readAuthorization(header)).toEqual(expected);
});

test.each([
  'Bearer',
  'Bearer a b',
  'Basic a b',
  'Basic YTpi!',
  'Basic Y',
  basic(Uint8Array.of(0xff, 0x3a)),
])('%j is a wrong credential, not none', (header) => {
  expect(() => readAuthorization(header)).toThrow(
    expect.objectContaining({ code: 'credentials_invalid' }),
  );
});
