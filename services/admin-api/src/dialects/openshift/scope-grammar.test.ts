import * as fc from 'fast-check';
import { canonicalScopes, lifetimeSeconds, parseScopeText } from './scope-grammar.ts';

test('whatever is read once is read the same again', () => {
  const part = fc.constantFrom(
    'session',
    'read',
    'userinfo',
    `domain/${'0'.repeat(24)}/view`,
    'nonsense',
  );
  const separator = fc.constantFrom(' ', ',', ', ', '\t', '\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(part, separator)), (parts) => {
      const scopes = parseScopeText(parts.flat().join(''));
      if (parts.some(([one]) => one === 'nonsense')) return scopes === null;
      return scopes !== null && parseScopeText(scopes.join(' '))?.join(' ') === scopes.join(' ');
    }),
  );
});

test('a lifetime is never zero, and never above the maximum of any scope', () => {
  fc.assert(
    fc.property(fc.option(fc.integer()), fc.boolean(), (asked, isSession) => {
      const seconds = lifetimeSeconds(isSession ? ['read', 'session'] : ['read'], asked);
      return seconds >= 1 && seconds <= (isSession ? 7 : 180) * 86_400;
    }),
  );
});

test('only session stands for a change, and read for no look at tokens', () => {
  expect(canonicalScopes(['userinfo', 'domain/x/admin'])).toEqual([]);
  const read = canonicalScopes(['read', 'userinfo']);
  expect(read.every((scope) => scope.endsWith(':read'))).toBe(true);
  expect(read).not.toContain('tokens:read');
  expect(canonicalScopes(['session'])).toContain('users:create');
});
