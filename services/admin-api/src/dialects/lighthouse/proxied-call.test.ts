/** What requests to the proxy ask of which host. */
import { readPayload, readProxiedCall } from './proxied-call.ts';

test.each([
  ['/d/TestHost/Test%2FEndpoint', '', 'TestHost', 'Test/Endpoint'],
  [
    '/d/127.0.0.1:5001%2Fv1.12/containers/json',
    'all=1',
    '127.0.0.1:5001/v1.12',
    'containers/json?all=1',
  ],
  ['/127.0.0.1:5001%2Fv1.12/d/version', '', '127.0.0.1:5001/v1.12', 'version'],
  ['/my+host/d/version', '', 'my host', 'version'],
  ['/d/d/d/x', '', 'd', 'd/x'],
  ['/d/beacons/version', '', 'beacons', 'version'],
  ['/host/d/d/version', '', 'host', 'd/version'],
  ['/d/h/a+b%20c/%C3%A4', '', 'h', 'a%20b%20c/%C3%A4'],
  ['/d/h/images/a%3A1@sha256%3Aab/json', '', 'h', 'images/a:1@sha256:ab/json'],
  ['/d/h/containers%2Fjson%3Fall%3D1', '', 'h', 'containers/json?all=1'],
  [
    '/d/h/x',
    'filters=%7B%22a%22%3A%5B%22b%26c%22%5D%7D',
    'h',
    'x?filters=%7B%22a%22%3A%5B%22b%26c%22%5D%7D',
  ],
  ['/d/h/x', 'filters={"a":["b"]}', 'h', 'x?filters=%7B%22a%22:[%22b%22]%7D'],
])('%s with the query %j asks %s for %s', (path, search, host, target) => {
  for (const version of ['v0.1', 'v0.2'])
    expect(readProxiedCall({ path: `/api/${version}${path}`, search })).toEqual({ host, target });
});

test.each(['/d', '/d/', '/d/host', 'd/host'])('%s is less than a host and a path', (path) => {
  expect(() => readProxiedCall({ path: `/api/v0.2${path}`, search: '' })).toThrow(
    expect.objectContaining({ code: 'invalid_request' }) as Error,
  );
});

test.each(['beacons', 'aliases', 'users', 'applications', 'login', 'logout', 'provider'])(
  'the first segment %s means something else than a host',
  (segment) => {
    expect(() => readProxiedCall({ path: `/api/v0.2/${segment}/d/x`, search: '' })).toThrow(
      expect.objectContaining({ code: 'route_not_found' }) as Error,
    );
  },
);

test.each([
  ['{"Payload":{"Image":"a","b":[1, 2]},"Other":1}', '{"Image":"a","b":[1,2]}'],
  ['{"Payload":"{\\"Image\\": \\"a\\"}"}', '{"Image": "a"}'],
  ['{"Payload":[1]}', '[1]'],
  ['{"Payload":null}', undefined],
  ['{"Other":1}', undefined],
  ['null', undefined],
  ['[]', undefined],
  ['{', undefined],
  ['', undefined],
])('the body %s sends %s', (body, sent) => {
  expect(readPayload(Buffer.from(body))?.toString()).toBe(sent);
});
