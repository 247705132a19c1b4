import { reasonOf, site, useLogin } from '../test-support/use-login.ts';

const entry = {
  kind: 'google',
  'client-id': 'moorgate',
  'client-secret': 'a-secret-of-the-client',
  'unknown-people': { policy: 'create' },
  'allow-insecure-issuer': true,
};

const login = useLogin((stub) => [
  { ...entry, id: 'google', issuer: stub.issuer, 'allowed-domains': ['Corp.example', 'b.example'] },
  { ...entry, id: 'single', issuer: stub.issuer, 'allowed-domains': ['corp.example'] },
]);

const person = { sub: '1', email: 'ann@corp.example', email_verified: true };

test('somebody of an allowed hosted domain logs in', async () => {
  login.stub().behaviour = { claims: { ...person, hd: 'corp.example' } };
  const browser = login.newBrowser();
  expect((await login.logIn('google', browser)).status).toBe(200);
  expect(await login.whoIs(browser)).toBe('google@ann@corp.example');
});

test('the same name in two domains is two people', async () => {
  login.stub().behaviour = {
    claims: { sub: '2', email: 'ann@b.example', email_verified: true, hd: 'b.example' },
  };
  const browser = login.newBrowser();
  await login.logIn('google', browser);
  expect(await login.whoIs(browser)).toBe('google@ann@b.example');
});

test.each([
  ['of another hosted domain', { ...person, hd: 'other.example' }],
  ['with an address of the domain, but no hosted domain', { ...person, hd: undefined }],
  ['with something else in its place', { ...person, hd: ['corp.example'] }],
])('somebody %s is refused', async (_name, claims) => {
  login.stub().behaviour = { claims };
  const page = await login.logIn('google');
  expect([page.status, reasonOf(page)]).toEqual([403, 'identity_not_allowed']);
});

test('a hosted domain in an ID token that is forged, or only at the userinfo endpoint, does not count', async () => {
  login.stub().behaviour = { claims: { ...person, hd: 'corp.example' }, isForged: true };
  expect(reasonOf(await login.logIn('google'))).toBe('login_answer_invalid');
  login.stub().behaviour = { claims: { sub: '3' }, userinfo: { sub: '3', hd: 'corp.example' } };
  expect(reasonOf(await login.logIn('google'))).toBe('identity_not_allowed');
});

test('Google is told the domain where there is one', async () => {
  const find = async (provider: string): Promise<string | null> => {
    const stub = login.stub().issuer;
    const { url } = await login
      .newBrowser()
      .visit(`${site}/auth/login/${provider}`, {}, `${stub}/authorize`);
    return new URL(url).searchParams.get('hd');
  };
  expect([await find('single'), await find('google')]).toEqual(['corp.example', null]);
});
