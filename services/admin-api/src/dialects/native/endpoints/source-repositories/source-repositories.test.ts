import supertest from 'supertest';
import { startTestApp, testFactory, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['source:read', 'source:create', 'source:delete']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string) =>
  supertest(app.server)[method](`/v1/source-repositories${path}`).set('OSF-TOKEN', token);

test('a factory begins with four, each with its default branch', async () => {
  const { status, body } = await call('get', '');
  expect(status).toBe(200);
  const found = body as { name: string; 'default-branch': string; 'keeps-history': boolean }[];
  expect(found.map((one) => [one.name, one['default-branch'], one['keeps-history']])).toEqual([
    ['ci-scripts', 'master', true],
    ['containers', 'main', false],
    ['lmp-manifest', 'main', false],
    ['meta-subscriber-overrides', 'main', false],
  ]);
});

test('one is made, found at its address, given another default branch, and deleted', async () => {
  const made = await call('post', '').send({ name: 'docs', 'default-branch': 'trunk' });
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe('/v1/source-repositories/docs');
  expect(made.body).toMatchObject({
    name: 'docs',
    url: `${app.origin}/factories/${testFactory}/docs.git`,
    'default-branch': 'trunk',
    'keeps-history': false,
    bytes: null,
    'pushed-at': null,
  });
  expect((await call('post', '').send({ name: 'docs' })).body.code).toBe('git_repository_exists');
  const changed = await call('patch', '/docs').send({ 'default-branch': 'main' });
  expect(changed.body).toMatchObject({ 'default-branch': 'main' });
  expect((await call('delete', '/docs')).status).toBe(204);
  expect((await call('get', '/docs')).body.code).toBe('git_repository_not_found');
});

test('what was deleted does not come back by itself', async () => {
  expect((await call('delete', '/lmp-manifest')).status).toBe(204);
  expect((await call('get', '/lmp-manifest')).status).toBe(404);
});

test.each(['..', 'a/b', '.hidden', 'x.git', '-x', ''])('%p is no name', async (name) => {
  expect((await call('post', '').send({ name })).status).toBe(400);
});

test.each(['a..b', 'a.lock', '/a', 'a/', 'a b', '-a', 'a/.b'])(
  '%p is no branch',
  async (branch) => {
    const sent = { name: 'branches', 'default-branch': branch };
    expect((await call('post', '').send(sent)).status).toBe(400);
  },
);
