import type { UserPrincipal } from '@moorgate/auth';
import { requireAction, scopesOf } from './permissions.ts';

const holderOf = (terms: Readonly<Record<string, unknown>> | null): UserPrincipal => ({
  kind: 'user',
  userId: '00000000-0000-4000-8000-000000000000',
  username: 'somebody',
  scopes: new Set(),
  grants: [],
  credential: { kind: 'token', tokenId: '0123456789abc', terms },
});

test.each([[null], [{}], [{ scopes: '' }], [{ scopes: 7 }]])(
  'a token of which %j is remembered does nothing',
  (terms) => {
    expect(() => requireAction(holderOf(terms), 'show user')).toThrow(
      expect.objectContaining({
        code: 'scope_missing',
        details: { detail: 'You are not authorized to perform any operations.' },
      }),
    );
  },
);

test('a password stands for a session, and a token for what it was made for', () => {
  const user = holderOf(null);
  const byPassword = { ...user, credential: { kind: 'password', tokenId: user.userId } } as const;
  expect(scopesOf(byPassword)).toEqual(['session']);
  expect(scopesOf(holderOf({ scopes: 'read userinfo' }))).toEqual(['read', 'userinfo']);
});

test('the widest of several scopes decides', () => {
  const domain = `domain/${'a'.repeat(24)}/edit`;
  expect(requireAction(holderOf({ scopes: domain }), 'read authorizations')).toBe('nothing');
  expect(requireAction(holderOf({ scopes: `${domain} session` }), 'read authorizations')).toBe(
    'all',
  );
});
