/** Every protocol and every kind of clone, and bodies that Git sends in another form than plain ones. */
import { randomBytes } from 'node:crypto';
import type { GitFolder } from '@moorgate/testing';
import { type GitGround, openGitGround } from '../support/git-ground.ts';

let ground: GitGround;
let folder: GitFolder;
const commits = 130;

beforeAll(async () => {
  ground = await openGitGround();
  folder = await ground.makeRepository();
  await folder.commit('large', randomBytes(300_000));
  for (let count = 0; count < 5; count += 1) await folder.commit('file', String(count));
  await folder.must('push', '-q', ground.urlOf(ground.all), 'main');
});
afterAll(() => ground.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe.each(['0', '1', '2'])('protocol %s', (version) => {
  const protocol = ['-c', `protocol.version=${version}`];

  test('clones whole', async () => {
    const place = await ground.makePlace();
    await place.must(...protocol, 'clone', '-q', ground.urlOf(ground.all), 'clone');
    expect(await place.must('-C', 'clone', 'rev-list', '--count', 'HEAD')).toBe('7');
    await place.must('-C', 'clone', 'fsck', '--strict');
  });

  test('clones a part of the history, and deepens it', async () => {
    const place = await ground.makePlace();
    const url = ground.urlOf(ground.all);
    await place.must(...protocol, 'clone', '-q', '--depth', '2', url, 'clone');
    expect(await place.must('-C', 'clone', 'rev-list', '--count', 'HEAD')).toBe('2');
    await place.must('-C', 'clone', ...protocol, 'fetch', '-q', '--unshallow');
    expect(await place.must('-C', 'clone', 'rev-list', '--count', 'HEAD')).toBe('7');
  });

  test('clones without blobs, and fetches those that are looked at', async () => {
    const place = await ground.makePlace();
    const url = ground.urlOf(ground.all);
    const partial = ['clone', '-q', '--filter=blob:none', '--no-checkout'];
    await place.must(...protocol, ...partial, url, 'clone');
    const missing = ['rev-list', '--objects', '--missing=print', 'HEAD'];
    expect(await place.must('-C', 'clone', ...missing)).toMatch(/^\?[0-9a-f]{40}$/m);
    expect(await place.must('-C', 'clone', ...protocol, 'show', 'HEAD:file')).toBe('4');
  });

  test('pushes', async () => {
    const branch = `pushed-by-${version}`;
    await folder.must('checkout', '-q', '-B', branch, 'main');
    const commit = await folder.commit(branch, version);
    await folder.must(...protocol, 'push', '-q', ground.urlOf(ground.all), branch);
    expect(await ground.present(`refs/heads/${branch}`)).toBe(commit);
  });

  test('negotiates over more than a hundred commits of one’s own, which Git compresses', async () => {
    const place = await ground.makePlace();
    const url = ground.urlOf(ground.all);
    await place.must('clone', '-q', url, 'clone');
    const clone = ['-C', 'clone'];
    for (let count = 0; count < commits; count += 1)
      await place.must(...clone, 'commit', '-q', '--allow-empty', '-m', `mine ${count}`);
    await folder.must('checkout', '-q', '-B', `far-${version}`, 'main');
    const commit = await folder.commit(`far-${version}`, 'theirs');
    await folder.must('push', '-q', url, `far-${version}`);
    await place.must(...clone, ...protocol, 'fetch', '-q', 'origin');
    expect(await place.must(...clone, 'rev-parse', `origin/far-${version}`)).toBe(commit);
  });
});

test('a push above a mebibyte, which Git sends in chunks after a probe, arrives whole', async () => {
  await folder.must('checkout', '-q', '-B', 'chunked', 'main');
  const content = randomBytes(3_000_000);
  await folder.commit('chunked', content);
  await folder.must('push', '-q', ground.urlOf(ground.all), 'chunked');
  const place = await ground.makePlace();
  await place.must('clone', '-q', '-b', 'chunked', ground.urlOf(ground.all), 'clone');
  const id = await folder.must('rev-parse', 'HEAD:chunked');
  expect(await place.must('-C', 'clone', 'rev-parse', 'HEAD:chunked')).toBe(id);
});

test.each([
  [
    'without a colon, with a line feed, in small letters',
    (token: string) => `basic ${base64(`${token}\n`)}`,
  ],
  ['with a user name', (token: string) => `Basic ${base64(`fio-oauth2:${token}`)}`],
  ['as Bearer', (token: string) => `Bearer ${token}`],
  ['as Bearer in base64', (token: string) => `Bearer ${base64(token)}`],
])('an extra header with the token is enough: %s', async (_what, header) => {
  const place = await ground.makePlace();
  const extra = `http.extraheader=Authorization: ${header(ground.all)}`;
  const cloned = await place.git('-c', extra, 'clone', '-q', ground.urlOf(null), 'clone');
  expect(cloned).toMatchObject({ code: 0 });
});

test('a wrong token is refused so that git says what is wrong', async () => {
  const place = await ground.makePlace();
  const { code, output } = await place.git('clone', ground.urlOf('wrong'), 'clone');
  expect(code).toBe(128);
  expect(output).toContain('Authentication failed');
});

test('a client that waits to be asked for its body is asked', async () => {
  await folder.must('checkout', '-q', '-B', 'expected', 'main');
  const commit = await folder.commit('expected', randomBytes(2_000_000));
  const expecting = ['-c', 'http.extraheader=Expect: 100-continue'];
  await folder.must(...expecting, 'push', '-q', ground.urlOf(ground.all), 'expected');
  expect(await ground.present('refs/heads/expected')).toBe(commit);
});
