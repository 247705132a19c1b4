import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigError } from '@moorgate/config';
import { type ProviderConfig, readProviders } from './read-providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'moorgate-read-providers-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'providers.json');
const secret = 'a-secret-of-the-client';

const oidc = { id: 'corp', kind: 'oidc', issuer: 'https://corp.example', 'client-id': 'moorgate' };
const google = { id: 'google', kind: 'google', 'client-id': 'moorgate', 'client-secret': secret };
const github = { id: 'github', kind: 'github', 'client-id': 'moorgate', 'client-secret': secret };

const read = (...providers: readonly object[]): readonly ProviderConfig[] => {
  writeFileSync(path, JSON.stringify({ providers }));
  return readProviders(path);
};

const problemsOf = (...providers: readonly object[]): readonly string[] => {
  try {
    read(...providers);
    return [];
  } catch (error) {
    return (error as ConfigError).problems.map((problem) => problem.replaceAll(path, 'file'));
  }
};

test('an entry says little and means much', () => {
  expect(read(oidc, google, github)).toMatchObject([
    {
      id: 'corp',
      title: 'corp',
      clientSecret: null,
      scopes: ['openid', 'profile'],
      loginClaim: 'preferred_username',
      groupClaim: null,
      policy: { newcomers: null, admitsPasswordAccounts: false },
    },
    { issuer: new URL('https://accounts.google.com'), loginClaim: 'email' },
    { issuer: new URL('https://github.com'), apiUrl: new URL('https://api.github.com') },
  ]);
});

test('groups, newcomers and limits are what the entry says', () => {
  const [provider] = read({
    ...github,
    'group-roles': { acme: ['operator', 'viewer'] },
    'unknown-people': { policy: 'create', roles: ['viewer'], scopes: ['devices:read'] },
    'allowed-orgs': ['Acme'],
    'accounts-with-password': true,
  });
  expect(provider).toMatchObject({
    allowed: new Set(['acme']),
    policy: {
      provider: 'github',
      rolesOfGroups: new Map([['acme', ['operator', 'viewer']]]),
      newcomers: { roles: ['viewer'], scopes: ['devices:read'] },
      admitsPasswordAccounts: true,
    },
  });
});

test('a secret may stand in a file beside this one', () => {
  writeFileSync(join(folder, 'secret'), `${secret}\n`);
  expect(read({ ...oidc, 'client-secret-file': 'secret' })[0]?.clientSecret).toBe(secret);
});

test.each([
  [{ ...oidc, issuer: undefined }, 'issuer is needed'],
  [{ ...oidc, issuer: 'http://corp.example' }, 'issuer must begin with https:'],
  [{ ...oidc, issuer: 'http://127.0.0.1:8080' }, 'allow-insecure-issuer'],
  [
    { ...oidc, issuer: 'http://corp.example', 'allow-insecure-issuer': true },
    'issuer must begin with https:',
  ],
  [{ ...oidc, issuer: 'https://user:word@corp.example' }, 'issuer must begin with https:'],
  [{ ...oidc, issuer: 'not a url' }, '/providers/0/issuer must match format "uri"'],
  [{ ...oidc, 'client-id': undefined }, "/providers/0 must have required property 'client-id'"],
  [{ ...oidc, id: 'Corp' }, '/providers/0/id must match pattern'],
  [{ ...oidc, kind: 'saml' }, '/providers/0/kind must be one of oidc, google, github'],
  [{ ...oidc, sub: 'x' }, '/providers/0 has no member sub'],
  [{ ...oidc, scopes: ['profile'] }, 'scopes must have openid'],
  [{ ...oidc, 'allowed-orgs': ['a'] }, 'allowed-orgs is not for the kind oidc'],
  [{ ...oidc, 'client-secret': secret, 'client-secret-file': 'x' }, 'are both set'],
  [{ ...oidc, 'client-secret-file': 'missing' }, 'cannot be read (ENOENT)'],
  [{ ...google, 'client-secret': undefined }, 'client-secret-file is needed'],
  [{ ...google, 'group-claim': 'groups' }, 'group-claim is not for the kind google'],
  [{ ...google, 'unknown-people': { policy: 'create' } }, 'only with allowed-domains'],
  [{ ...github, 'unknown-people': { policy: 'create' } }, 'only with allowed-orgs'],
  [{ ...oidc, 'unknown-people': { policy: 'create', scopes: ['all'] } }, '"all" is not a scope'],
])('%j is refused', (entry, problem) => {
  const problems = problemsOf(entry);
  expect(problems.join('\n')).toContain(problem);
  expect(problems.join('\n')).not.toContain(secret);
});

test('two providers of one name are refused, and every problem is told at once', () => {
  expect(problemsOf(oidc, { ...oidc, issuer: undefined })).toEqual([
    'file: two providers are called corp',
    'file: provider corp: issuer is needed',
  ]);
});
