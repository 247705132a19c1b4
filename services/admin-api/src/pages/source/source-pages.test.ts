import { listRecentFilesByUser } from '@moorgate/db';
import type { Scope } from '@moorgate/auth';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  testFactory,
  type TestApp,
  testPassword,
} from '../../test-support/test-app.ts';
import { type GitFolder, newRepository } from '@moorgate/testing';

let app: TestApp;
let folder: GitFolder;
let cookie: string;
let reader: string;
let head: string;
const base = `/factories/${testFactory}`;

/** Names that mean something else in an address, in a page, or to whoever reads them. */
const oddNames = [
  'a b+c',
  '%41%2e%2e',
  'a#b',
  'a?b&c=d',
  '<script>',
  `it's "quoted"`,
  'back\\slash',
  ';(x)!*',
  'שלום \u202etxt.exe',
  '...',
  '-n',
] as const;

const writeOddFiles = async (): Promise<void> => {
  const place = join(folder.path, 'odd');
  await mkdir(place);
  for (const [index, name] of oddNames.entries())
    await writeFile(join(place, name), `content of ${index}`);
  await folder.must('add', '.');
  await folder.commit('turned', 'if (isAdmin\u202e) {');
};

const logIn = async (scopes: readonly Scope[]): Promise<{ username: string; cookie: string }> => {
  const username = await app.addUser(scopes);
  const login = { username, password: testPassword };
  const { headers } = await supertest(app.server).post('/v1/sessions').send(login);
  return { username, cookie: cookieOf(headers) };
};
const look = (path: string, as = cookie) =>
  supertest(app.server).get(`${base}${path}`).set('Cookie', as);

beforeAll(async () => {
  app = await startTestApp();
  const token = await app.tokenWith(['source:create', 'source:read-update']);
  folder = await newRepository();
  await folder.commit('a <b>.md', '# One\n<script>alert(1)</script>\n', 'first <i>message</i>');
  await writeOddFiles();
  await folder.commit('binary', Buffer.from([0, 1, 2, 255]));
  await folder.commit('large', 'x'.repeat(300_000));
  await folder.must('tag', 'same');
  head = await folder.commit('empty', '');
  const url = app.origin.replace('//', `//x:${token}@`);
  const push = ['push', '-q', `${url}${base}/containers.git`];
  await folder.must(...push, 'main', 'main:refs/tags/v1', 'main:refs/heads/same', 'tag', 'same');
  ({ cookie, username: reader } = await logIn(['source:read']));
});
afterAll(async () => {
  await folder.remove();
  await app.close();
});

test('nobody sees anything without a session: they are sent to log in, and come back', async () => {
  const { status, headers } = await supertest(app.server).get(`${base}/containers.git/`);
  expect(status).toBe(303);
  expect(headers['location']).toContain(encodeURIComponent(`${base}/containers.git/`));
});

test('the start page leads there for whoever may', async () => {
  const home = async (as: string) =>
    (await supertest(app.server).get('/oauth2/pages').set('Cookie', as)).text;
  expect(await home(cookie)).toContain(`href="${base}/"`);
  expect(await home((await logIn(['devices:read'])).cookie)).not.toContain(`${base}/`);
});

test('a token is no session', async () => {
  const token = await app.tokenWith(['source:read']);
  const answer = await supertest(app.server)
    .get(`${base}/`)
    .set('Authorization', `Bearer ${token}`);
  expect(answer.status).toBe(303);
});

test('somebody without source:read is refused, with a way on', async () => {
  const { cookie: other } = await logIn(['devices:read']);
  const { status, text } = await look('/', other);
  expect(status).toBe(403);
  expect(text).toContain('scope_missing');
  expect(text).toContain('Go to the start page');
});

test('the list has every repository, and no script', async () => {
  const { status, text, headers } = await look('/');
  expect(status).toBe(200);
  for (const name of ['ci-scripts', 'containers', 'lmp-manifest', 'meta-subscriber-overrides'])
    expect(text).toContain(`${base}/${name}.git/tree/`);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
});

test('a repository with nothing in it says how to push', async () => {
  const { status, text } = await look('/lmp-manifest.git/');
  expect(status).toBe(200);
  expect(text).toContain(`git push moorgate HEAD:main`);
  expect((await look('/lmp-manifest.git/log/')).text).toContain('git push moorgate');
});

test('a folder lists its files, and a file is shown as text that no browser takes for a page', async () => {
  expect((await look('/containers.git/')).text).toContain('a &lt;b&gt;.md');
  const { text, headers } = await look(`/containers.git/tree/${encodeURIComponent('a <b>.md')}`);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(text).toContain('&lt;script&gt;alert(1)');
  expect(text).not.toContain('<script');
});

test('what is looked at is among the recent files, with repository, revision and path', async () => {
  app.clock.advance(1_000);
  await look(`/containers.git/tree/empty?id=v1`);
  const [user] = await app.db
    .selectFrom('users')
    .select('id')
    .where('username', '=', reader)
    .execute();
  const [file] = await listRecentFilesByUser(app.db, user!.id, 1);
  expect(file).toMatchObject({
    file_id: `source/${testFactory}/containers`,
    path: 'empty',
    revision: head,
  });
});

test.each([
  ['binary', 'no text'],
  ['large', 'too large'],
])('the file %s is not shown, and offered as a download', async (name, words) => {
  const { text } = await look(`/containers.git/tree/${name}`);
  expect(text).toContain(words);
  expect(text).toContain(`${base}/containers.git/plain/${name}`);
});

test('a download is whole, and nothing that a browser would show', async () => {
  const { status, headers, body } = await look('/containers.git/plain/large').buffer();
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="large"; filename*=UTF-8''large`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'content-length': '300000',
  });
  expect((body as Buffer).length).toBe(300_000);
});

test('a commit is found at the address that clients print', async () => {
  const { status, text } = await look(`/containers.git/commit/?id=${head}`);
  expect(status).toBe(200);
  expect(text).toContain(head);
  const first = await folder.must('rev-list', '--max-parents=0', 'main');
  const shown = (await look(`/containers.git/commit/?id=${first}`)).text;
  expect(shown).toContain('first &lt;i&gt;message');
  expect(shown).toContain('+&lt;script&gt;alert(1)');
});

test('the history and the references lead on', async () => {
  expect((await look('/containers.git/log/?id=main')).text).toContain('write binary');
  const { text } = await look('/containers.git/refs/');
  expect(text).toContain(`${base}/containers.git/tree/?id=refs%2Ftags%2Fv1`);
});

test('a branch is itself, though a tag at another commit is called as it is', async () => {
  const { text } = await look('/containers.git/refs/');
  const [branch, tag] = ['heads', 'tags'].map(
    (kind) => `/containers.git/tree/?id=${encodeURIComponent(`refs/${kind}/same`)}`,
  );
  for (const path of [branch!, tag!]) expect(text).toContain(`href="${base}${path}"`);
  expect((await look(branch!)).text).toContain('empty');
  expect((await look(tag!)).text).not.toContain('empty');
});

test('an older page of the history is counted from a commit, and says where it ends', async () => {
  const { text } = await look(`/containers.git/log/?id=${head}&skip=4`);
  expect(text).toContain('first &lt;i&gt;message');
  expect(text).not.toContain('write binary');
  expect((await look(`/containers.git/log/?id=${head}&skip=5`)).text).toContain('no older ones');
});

test.each(oddNames)('a file called %j is found where its folder says', async (name) => {
  const { text } = await look('/containers.git/tree/odd');
  const path = `/containers.git/tree/odd/${encodeURIComponent(name)}`;
  expect(text).toContain(`href="${base}${path.replaceAll("'", '&#39;')}"`);
  expect((await look(path)).text).toContain(`content of ${oddNames.indexOf(name)}`);
  const plain = await look(path.replace('/tree/', '/plain/')).buffer();
  expect((plain.body as Buffer).toString()).toBe(`content of ${oddNames.indexOf(name)}`);
});

test('a text with characters that turn it around comes with a warning, and a name shows them', async () => {
  expect((await look('/containers.git/tree/odd')).text).toContain('שלום [U+202E]txt.exe');
  const { text } = await look('/containers.git/tree/turned');
  expect(text).toContain('invisible characters');
  expect((await look('/containers.git/tree/empty')).text).not.toContain('invisible characters');
});

test.each([
  '/nothing.git/',
  '/containers.git/tree/nothing',
  '/containers.git/tree/?id=nothing',
  '/containers.git/tree/..%2f..',
  '/containers.git/tree/?id=--all',
  '/containers.git/tree/?id=main..v1',
  '/containers.git/plain/',
  '/containers.git/commit/?id=main:empty',
  '/containers.git/log/?skip=-1',
  '/containers.git/log/empty',
])('%s is not found, with a way on', async (path) => {
  const { status, text } = await look(path);
  expect(status).toBe(404);
  expect(text).toContain('Go to the start page');
});

test('another factory is not found', async () => {
  const answer = await supertest(app.server).get('/factories/other/').set('Cookie', cookie);
  expect(answer.status).toBe(404);
});
