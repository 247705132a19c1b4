import fc from 'fast-check';
import { localPath } from './local-path.ts';

test.each([
  ['/', '/'],
  ['/devices?group=a&b=%20', '/devices?group=a&b=%20'],
  ['/a/../b', '/b'],
  ['/a#b', '/a'],
])('%s is a path of this site', (text, path) => {
  expect(localPath(text)).toBe(path);
});

test.each([
  '',
  'devices',
  '//evil.test',
  '/\\evil.test',
  '\\/evil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/%2e//evil.test',
  '/\t/evil.test',
  'https://evil.test/',
  'javascript:alert(1)',
  '/\u0000',
  '/ä',
  `/${'a'.repeat(2_048)}`,
])('%j is none', (text) => {
  expect(localPath(text)).toBeNull();
});

test('whatever is accepted stays on the site that a browser resolves it on', () => {
  const part = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    'evil.test',
    ':',
    '?',
    '@',
    '\t',
    'a',
  );
  const texts = fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(texts, (text) => {
      const path = localPath(text);
      if (path !== null) expect(new URL(path, 'https://site.test').host).toBe('site.test');
    }),
    { numRuns: 2_000 },
  );
});
