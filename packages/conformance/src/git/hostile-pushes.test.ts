/** Pushes of somebody who means harm, and may push. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type GitFolder, isSoak } from '@moorgate/testing';
import { type GitGround, openGitGround, watchMemory } from '../support/git-ground.ts';
import {
  blobEntry,
  blobId,
  none,
  packetLine,
  packOf,
  rawPush,
  rawRequest,
  repeatingEntry,
} from '../support/raw-push.ts';

let ground: GitGround;
let folder: GitFolder;
let url: string;
const pushBytesMax = 2_097_152;

beforeAll(async () => {
  ground = await openGitGround({
    MOORGATE_GIT_PUSH_BYTES: String(pushBytesMax),
    MOORGATE_GIT_REPOSITORY_BYTES: '8388608',
  });
  url = ground.urlOf(ground.all);
  folder = await ground.makeRepository();
  await folder.must('push', '-q', url, 'main');
});
afterAll(async () => {
  for (const kept of await ground.keptFolders()) await kept.must('fsck', '--strict');
  await ground.close();
});

/** Writes an object whatever is in it, as no git would by itself. */
const writeObject = (type: string, content: Buffer): string =>
  execFileSync('git', ['hash-object', '--literally', '-w', '-t', type, '--stdin'], {
    cwd: folder.path,
    input: content,
  })
    .toString()
    .trim();

const treeEntry = (mode: string, name: string, id: string): Buffer =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);

/** Pushes a commit with this tree to a branch of its own. */
const pushTree = async (name: string, tree: Buffer) => {
  const id = writeObject('tree', tree);
  const commit = await folder.must('commit-tree', '-m', name, id);
  return folder.git('push', url, `${commit}:refs/heads/${name}`);
};

const content = (): string => writeObject('blob', Buffer.from('content'));
const badModule = '[submodule "x"]\n\tpath = x\n\turl = -u./payload\n';

test.each<[string, () => Buffer, string]>([
  ['dotdot', () => treeEntry('100644', '..', content()), 'hasDotdot'],
  ['dot', () => treeEntry('100644', '.', content()), 'hasDot'],
  ['dotgit', () => treeEntry('40000', '.git', writeObject('tree', Buffer.alloc(0))), 'hasDotgit'],
  ['dotgit-in-capitals', () => treeEntry('100644', '.GiT', content()), 'hasDotgit'],
  ['dotgit-of-windows', () => treeEntry('100644', 'GIT~1', content()), 'hasDotgit'],
  ['slash', () => treeEntry('100644', '../../x', content()), 'fullPathname'],
  ['modules-link', () => treeEntry('120000', '.gitmodules', content()), 'gitmodulesSymlink'],
  [
    'modules-option',
    () => treeEntry('100644', '.gitmodules', writeObject('blob', Buffer.from(badModule))),
    'gitmodulesUrl',
  ],
  ['no-tree', () => Buffer.from('nonsense'), ''],
])('a tree with %s is refused, and nothing of it stays', async (name, tree, words) => {
  const { code, output } = await pushTree(name, tree());
  expect(code).not.toBe(0);
  expect(output).toContain(words);
  expect(await ground.present(`refs/heads/${name}`)).toBe('');
});

test('a symbolic link that leads out is kept as the text that it is', async () => {
  const link = writeObject('blob', Buffer.from('/etc/passwd'));
  expect((await pushTree('link', treeEntry('120000', 'passwd', link))).code).toBe(0);
  const place = await ground.makePlace();
  await place.must('clone', '-q', '--no-checkout', '-b', 'link', url, 'clone');
  expect(await place.must('-C', 'clone', 'show', 'HEAD:passwd')).toBe('/etc/passwd');
});

test('a folder of many files is taken', async () => {
  const id = content();
  const names = Array.from({ length: isSoak() ? 200_000 : 20_000 }, (_, index) =>
    String(index).padStart(8, '0'),
  );
  const tree = Buffer.concat(names.map((name) => treeEntry('100644', name, id)));
  expect((await pushTree('many-files', tree)).code).toBe(0);
});

test.each([
  'HEAD',
  'refs/heads/../../config',
  'refs/heads/a..b',
  'refs/heads/x.lock',
  'refs/heads/.hidden',
  'refs/heads/a b',
  '/etc/passwd',
  'config',
  'refs/heads/$(touch hacked)~1',
  `refs/heads/a\nasked ${'1'.repeat(40)} ${'2'.repeat(40)} refs/heads/main`,
])('a reference that is called %p is refused', async (ref) => {
  const head = await folder.must('rev-parse', 'main');
  const { status, text } = await rawPush(url, [{ old: none, new: head, ref }], packOf([]));
  expect(status).toBe(200);
  expect(text).toMatch(/ng |fatal/);
  expect(text).not.toContain(`ok ${ref}`);
});

test.each([
  ['nonsense', Buffer.from('nonsense')],
  ['a pack without content', Buffer.from('PACK')],
  ['a pack that claims what is not there', packOf([]).fill(0xff, 8, 12)],
  [
    'a pack with another sum',
    Buffer.concat([packOf([blobEntry(Buffer.from('x'))]).subarray(0, -1), Buffer.from([0])]),
  ],
])('%s in place of a pack moves nothing', async (_what, pack) => {
  const ref = 'refs/heads/malformed';
  const { text } = await rawPush(url, [{ old: none, new: '1'.repeat(40), ref }], pack);
  expect(text).not.toContain(`ok ${ref}`);
  expect(await ground.present(ref)).toBe('');
});

test('a push of an object that is nowhere moves nothing', async () => {
  const ref = 'refs/heads/nowhere';
  const { text } = await rawPush(url, [{ old: none, new: '1'.repeat(40), ref }], packOf([]));
  expect(text).toContain(`ng ${ref}`);
});

test('a pack above the limit is refused, and the sender is told why', async () => {
  await folder.must('checkout', '-q', '-B', 'above', 'main');
  await folder.commit('above', randomBytes(2 * pushBytesMax));
  const { code, output } = await folder.git('push', url, 'above');
  expect(code).not.toBe(0);
  expect(output).toContain('pack exceeds maximum allowed size');
  expect(await ground.present('refs/heads/above')).toBe('');
});

test('a repository that would be too large is refused while the objects are in quarantine', async () => {
  const docs = ground.urlOf(ground.all, 'lmp-manifest');
  let refusal = '';
  for (let count = 0; count < 8 && refusal === ''; count += 1) {
    await folder.must('checkout', '-q', '-B', `full-${count}`, 'main');
    await folder.commit('full', randomBytes(pushBytesMax - 100_000));
    const { code, output } = await folder.git('push', docs, `full-${count}`);
    if (code !== 0) refusal = output;
  }
  expect(refusal).toContain('remote: fio: the repository would have more than 8192 KiB');
});

test('a small pack that unpacks to a gigabyte is refused without taking the memory', async () => {
  const base = Buffer.alloc(16_000_000);
  const pack = packOf([blobEntry(base), repeatingEntry(base, 70)]);
  expect(pack.length).toBeLessThan(100_000);
  const ref = 'refs/tags/bomb';
  let text = '';
  const { child } = await watchMemory(ground, async () => {
    ({ text } = await rawPush(url, [{ old: none, new: blobId(base), ref }], pack));
  });
  expect(text).not.toContain(`ok ${ref}`);
  expect(child).toBeLessThan(768);
});

test('a negotiation that inflates to two hundred mebibytes takes no memory', async () => {
  const head = await folder.must('rev-parse', 'main');
  const want = Buffer.concat([packetLine(`want ${head}\n`), Buffer.from('0000')]);
  const have = packetLine(`have ${'1'.repeat(40)}\n`);
  const haves = Buffer.alloc(200 * 1_048_576, have);
  const sent = rawRequest(url, 'git-upload-pack', { 'Content-Encoding': 'gzip' });
  const { server, child } = await watchMemory(ground, async () => {
    sent.write(gzipSync(Buffer.concat([want, haves])));
    sent.end();
    await sent.answered;
  });
  expect(server).toBeLessThan(64);
  expect(child).toBeLessThan(64);
}, 120_000);

test('ten thousand references in one push are refused, and thousands are taken', async () => {
  const head = await folder.must('rev-parse', 'main');
  const commands = Array.from({ length: 10_000 }, (_, index) => ({
    old: none,
    new: head,
    ref: `refs/tags/t${index}`,
  }));
  const refused = await rawPush(url, commands, packOf([]));
  expect(refused.text).toContain('fio: a push moves 5000 references at most');
  expect(refused.text).not.toContain('ok refs/tags/t0');
  const taken = await rawPush(url, commands.slice(0, isSoak() ? 5_000 : 500), packOf([]));
  expect(taken.text).toContain('ok refs/tags/t499');
}, 240_000);
