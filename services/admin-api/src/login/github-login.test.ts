import { reasonOf, useLogin } from '../test-support/use-login.ts';

const login = useLogin((stub) => [
  {
    id: 'github',
    kind: 'github',
    issuer: stub.issuer,
    'api-url': `${stub.issuer}/api/v3`,
    'client-id': 'moorgate',
    'client-secret': 'a-secret-of-the-client',
    'allowed-orgs': ['Allowed'],
    'unknown-people': { policy: 'create', scopes: ['devices:read'] },
    'allow-insecure-issuer': true,
  },
]);

const octocat = { id: 583_231, login: 'octocat' };

test('a member of an allowed organization logs in, wherever it is in the pages of the list', async () => {
  const organizations = ['one', 'two', 'three', 'four', 'ALLOWED'];
  login.stub().behaviour = { github: { user: octocat, organizations } };
  const browser = login.newBrowser();
  expect((await login.logIn('github', browser)).status).toBe(200);
  expect(await login.whoIs(browser)).toBe('github@octocat');
  const paths = login.stub().requests.map(({ path }) => path);
  expect(paths.filter((path) => path === '/api/v3/user/orgs').length).toBe(3);
});

test('the request for the token has the secrets of the client and of PKCE, and nothing of them is in an address', async () => {
  login.stub().behaviour = { github: { user: octocat, organizations: ['allowed'] } };
  await login.logIn('github');
  const { body } = login.stub().requests.find(({ path }) => path === '/login/oauth/access_token')!;
  const fields = new URLSearchParams(body);
  expect(fields.get('client_secret')).toBe('a-secret-of-the-client');
  expect(fields.get('code_verifier')).toMatch(/^[\w-]{43}$/);
});

test('somebody keeps the account when they change their login, and another one who takes it gets another', async () => {
  const organizations = ['allowed'];
  const as = async (id: number, name: string): Promise<string | null> => {
    login.stub().behaviour = { github: { user: { id, login: name }, organizations } };
    const browser = login.newBrowser();
    await login.logIn('github', browser);
    return login.whoIs(browser);
  };
  expect(await as(1, 'first')).toBe('github@first');
  expect(await as(1, 'renamed')).toBe('github@first');
  expect(await as(2, 'first')).toBe('github@first-2');
});

test('somebody of no allowed organization is refused', async () => {
  login.stub().behaviour = { github: { user: octocat, organizations: ['other'] } };
  const page = await login.logIn('github');
  expect([page.status, reasonOf(page)]).toEqual([403, 'identity_not_allowed']);
});

test('the access token is not sent to a next page that is elsewhere', async () => {
  const nextPage = 'http://127.0.0.1:9/api/v3/user/orgs';
  login.stub().behaviour = { github: { user: octocat, organizations: ['allowed'], nextPage } };
  expect(reasonOf(await login.logIn('github'))).toBe('login_answer_invalid');
});

test('an answer without an account logs nobody in', async () => {
  login.stub().behaviour = {};
  expect(reasonOf(await login.logIn('github'))).toBe('login_answer_invalid');
});
