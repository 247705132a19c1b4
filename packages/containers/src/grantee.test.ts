import { mayDo, type RegistryGrantee } from './grantee.ts';
import { registryHostOf } from './registry-host.ts';
import { isDigest, isReference, isRepositoryName } from './repository-name.ts';
import { parseRegistryEndpoint, registryEndpointPattern } from './store/registry-endpoint.ts';

const grantee: RegistryGrantee = {
  subject: 'run 1',
  principal: { kind: 'system', name: 'run 1' },
  factory: 'acme',
  grants: [
    { actions: ['pull'], repositories: null },
    { actions: ['push'], repositories: ['acme/mine'] },
  ],
};

test.each([
  ['acme/mine', 'pull', true],
  ['acme/mine', 'push', true],
  ['acme/mine', 'delete', false],
  ['acme/other', 'pull', true],
  ['acme/other', 'push', false],
  ['other/mine', 'pull', false],
  ['acme2/mine', 'pull', false],
] as const)(
  'a grant is for its repositories and its factory: %s, %s is %s',
  (name, action, may) => {
    expect(mayDo(grantee, name, action)).toBe(may);
  },
);

test.each(['a/b', 'acme/app', 'acme/a-b/c_d/e__f/g.h', `acme/${'a'.repeat(250)}`])(
  '%s is a repository',
  (name) => expect(isRepositoryName(name)).toBe(true),
);

test.each([
  '',
  'acme',
  '/acme/app',
  'acme/app/',
  'acme//app',
  'acme/../app',
  'Acme/app',
  'acme/-app',
  'acme/app-',
  'acme/a___b',
  'acme/a..b',
  'acme/app\n',
  `acme/${'a'.repeat(251)}`,
])('%j is none', (name) => expect(isRepositoryName(name)).toBe(false));

test('a long name is refused in no time', () => {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    expect(isRepositoryName(`a/${'a-'.repeat(126)}!`)).toBe(false);
    return performance.now() - started;
  });
  // The least of them: another process may have had the processor meanwhile.
  expect(Math.min(...times)).toBeLessThan(50);
});

test('digests are those of SHA-256 and SHA-512, references those and tags', () => {
  expect(isDigest(`sha256:${'a'.repeat(64)}`)).toBe(true);
  expect(isDigest(`sha512:${'0'.repeat(128)}`)).toBe(true);
  for (const text of ['sha256:a', `sha256:${'A'.repeat(64)}`, `md5:${'a'.repeat(32)}`])
    expect(isDigest(text)).toBe(false);
  for (const text of ['latest', 'v1.0_x', `${'t'.repeat(128)}`])
    expect(isReference(text)).toBe(true);
  for (const text of ['', '.hidden', '-x', 'a/b', 't'.repeat(129)])
    expect(isReference(text)).toBe(false);
});

test('a registry is at a socket or at an address', () => {
  const pattern = new RegExp(registryEndpointPattern);
  expect(parseRegistryEndpoint('unix:/run/a b.sock')).toEqual({
    kind: 'socket',
    path: '/run/a b.sock',
  });
  expect(parseRegistryEndpoint('https://registry:5000')).toMatchObject({ kind: 'address' });
  for (const text of ['unix:/a', 'http://a', 'https://a:1/']) expect(text).toMatch(pattern);
  for (const text of ['unix:a', 'ftp://a', 'https://a/path', 'https://u:p@a', 'https://a?x'])
    expect(text).not.toMatch(pattern);
});

test.each([
  ['https://moorgate.example', 'moorgate.example'],
  ['https://moorgate.example:443/', 'moorgate.example'],
  ['http://127.0.0.1:8080', '127.0.0.1:8080'],
  ['https://[::1]:8443', '[::1]:8443'],
])('images of %s are named under %s', (url, host) => expect(registryHostOf(url)).toBe(host));
