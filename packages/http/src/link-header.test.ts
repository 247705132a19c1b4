import fc from 'fast-check';
import { linkHeader } from './link-header.ts';

test('joins relative links, with the query in its order and without what is undefined', () => {
  const path = '/v1/devices';
  expect(
    linkHeader([
      { rel: 'first', path, query: { offset: 0, limit: 10, 'order-by': 'name-asc' } },
      { rel: 'next', path, query: { cursor: 'a=b&c', limit: undefined } },
      { rel: 'last', path, query: {} },
    ]),
  ).toBe(
    '</v1/devices?offset=0&limit=10&order-by=name-asc>; rel="first", ' +
      '</v1/devices?cursor=a%3Db%26c>; rel="next", </v1/devices>; rel="last"',
  );
});

test('repeats a member of the query for each of its values', () => {
  const query = { label: ['a=1', 'b=2'], group: [] };
  expect(linkHeader([{ rel: 'next', path: '/devices', query }])).toBe(
    '</devices?label=a%3D1&label=b%3D2>; rel="next"',
  );
});

test('keeps percent-encoding as it is', () => {
  expect(linkHeader([{ rel: 'next', path: '/a%20b', query: {} }])).toBe('</a%20b>; rel="next"');
});

test('cannot be broken out of, whatever the path holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      expect(linkHeader([{ rel: 'next', path, query: {} }])).toMatch(/^<[!#-;=?-~]*>; rel="next"$/);
    }),
  );
});
