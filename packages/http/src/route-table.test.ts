import { createRouteTable, type Routed } from './route-table.ts';

const route = (method: Routed['method'], path: string): Routed => ({
  operationId: `${method} ${path}`,
  method,
  path,
});

const table = createRouteTable([
  route('GET', '/device'),
  route('PUT', '/device'),
  route('GET', '/apps/{name}'),
  route('GET', '/apps/known'),
  route('GET', '/repo/{version}/{file}'),
  route('GET', '/files/{+path}'),
  route('POST', '/files/links'),
  route('GET', '/images/{+name}/parts/{part}'),
]);

const found = (method: string, path: string): unknown => {
  const match = table.find(method, path);
  return match.kind === 'found' ? [match.endpoint.operationId, { ...match.params }] : match.kind;
};

test('an exact path is found by its method', () => {
  expect(found('GET', '/device')).toEqual(['GET /device', {}]);
  expect(found('PUT', '/device')).toEqual(['PUT /device', {}]);
});

test('a parameter takes one whole segment, decoded', () => {
  expect(found('GET', '/apps/a%20b')).toEqual(['GET /apps/{name}', { name: 'a b' }]);
  expect(found('GET', '/repo/7/root.json')).toEqual([
    'GET /repo/{version}/{file}',
    { version: '7', file: 'root.json' },
  ]);
});

test('a wide parameter takes one segment or several, each decoded by itself', () => {
  const files = (path: string): unknown => ['GET /files/{+path}', { path }];
  expect(found('GET', '/files/config')).toEqual(files('config'));
  expect(found('GET', '/files/objects/ab/c%2Bd.filez')).toEqual(files('objects/ab/c+d.filez'));
  expect(found('POST', '/files/links')).toEqual(['POST /files/links', {}]);
  expect(found('GET', '/images/host/app/parts/parts/7')).toEqual([
    'GET /images/{+name}/parts/{part}',
    { name: 'host/app/parts', part: '7' },
  ]);
});

test.each([
  '/files',
  '/files/',
  '/files//a',
  '/files/a//b',
  '/files/a/',
  '/files/a%2Fb',
  '/files/a/%E0%A4%A',
  '/images/parts/7',
  '/images/a/parts/',
  '/images/a/b/7',
])('%s is not taken by a wide parameter', (path) => {
  expect(found('GET', path)).toBe('not_found');
});

test('two wide parameters in one path are a mistake that is told at once', () => {
  expect(() => createRouteTable([route('GET', '/{+a}/x/{+b}')])).toThrow('two parameters');
});

test('an exact path wins over one with a parameter', () => {
  expect(found('GET', '/apps/known')).toEqual(['GET /apps/known', {}]);
});

test.each(['/Device', '/device/', '//device', '/apps/', '/apps/a/b', '/apps/%E0%A4%A', '*', ''])(
  '%s is no path of ours',
  (path) => {
    expect(found('GET', path)).toBe('not_found');
  },
);

test('a path without that method tells the methods that it has, sorted', () => {
  expect(table.find('DELETE', '/device')).toEqual({
    kind: 'method_not_allowed',
    allow: 'GET, PUT',
  });
  expect(table.find('HEAD', '/apps/x')).toEqual({ kind: 'method_not_allowed', allow: 'GET' });
});

test('two endpoints of one method and path are a mistake that is told at once', () => {
  expect(() => createRouteTable([route('GET', '/a'), route('GET', '/a')])).toThrow('GET /a');
});

test('names of the prototype are no parameters and no paths', () => {
  expect(found('GET', '/__proto__')).toBe('not_found');
  expect(found('GET', '/apps/__proto__')).toEqual(['GET /apps/{name}', { name: '__proto__' }]);
});
