import { readClaims } from './read-claims.ts';

const names = { loginClaim: 'preferred_username', groupClaim: 'groups' };

test.each([undefined, '', 7, ['ada'], 'x'.repeat(256), 'a\u0000b', 'a\nb'])(
  'a login of %j is none: the person is called by their subject',
  (login) => {
    const claims = { sub: 'subject', preferred_username: login };
    expect(readClaims(claims, names).login).toBe('subject');
  },
);

test.each([undefined, '', 7, 'x'.repeat(256), 'ä', 'a\u0000'])(
  'a subject of %j is refused',
  (sub) => {
    expect(() => readClaims({ sub }, names)).toThrow(
      expect.objectContaining({ code: 'login_answer_invalid' }),
    );
  },
);

test.each([
  ['several', ['a', 'b', 7, ''], ['a', 'b']],
  ['one that comes as a text', 'a', ['a']],
  ['none', undefined, []],
  ['an object', { a: true }, []],
])('groups are texts, be it %s', (_what, groups, expected) => {
  expect(readClaims({ sub: 'subject', groups }, names).groups).toEqual(expected);
});
