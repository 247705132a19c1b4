import { byConcreteness, expressPath } from './express-path.ts';

test('writes parameters for Express, and escapes what its syntax reserves', () => {
  expect(expressPath('/devices/{uuid}/labels')).toBe('/devices/:"uuid"/labels');
  expect(expressPath('/files/{+path}/info')).toBe('/files/*"path"/info');
  expect(expressPath('/devices:search')).toBe('/devices\\:search');
});

test('puts concrete paths before those with parameters', () => {
  const paths = ['/a/{+x}', '/a/{x}/{y}', '/a/{x}', '/a/b/{y}', '/a/b', '/{z}/b'];
  expect(paths.sort(byConcreteness)).toEqual([
    '/a/b',
    '/a/b/{y}',
    '/a/{x}',
    '/a/{x}/{y}',
    '/a/{+x}',
    '/{z}/b',
  ]);
});
