import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@moorgate/observability';
import { openSource, requireGit } from './store.ts';

const log = createLogger({ service: 'test', level: 'silent' });
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moorgate-store-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('a store has its hooks in one folder that nobody else reads', async () => {
  const { hooksFolder } = requireGit(await openSource({ directory, log }));
  expect((await readdir(hooksFolder)).sort()).toEqual(['post-receive', 'pre-receive', 'update']);
  expect((await stat(hooksFolder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(hooksFolder, 'update'))).mode & 0o777).toBe(0o700);
});

test('a hook that somebody changed is written again at the next start', async () => {
  const { hooksFolder } = requireGit(await openSource({ directory, log }));
  await writeFile(join(hooksFolder, 'update'), 'exit 0');
  await openSource({ directory, log });
  expect((await stat(join(hooksFolder, 'update'))).size).toBeGreaterThan(1_000);
});

test.each([
  ['no folder is named', { directory: undefined }, 'MOORGATE_GIT_DIR is not set'],
  ['the program is not there', { program: '/nowhere/git' }, 'MOORGATE_GIT names no program'],
  ['the program is another one', { program: '/bin/true' }, 'is'],
])('where %s, nothing is served and the reason said', async (_what, options, words) => {
  const source = await openSource({ directory, log, ...options });
  expect(source.git).toBeNull();
  expect(source.trouble).toContain(words);
  expect(() => requireGit(source)).toThrow(expect.objectContaining({ code: 'source_not_served' }));
});

test('a git that is unpacked somewhere is used with the parts and libraries beside it', async () => {
  const system = await openSource({ directory, log });
  const root = join(directory, 'unpacked/usr');
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  await mkdir(join(root, 'bin'), { recursive: true });
  await mkdir(join(root, 'lib', triplet), { recursive: true });
  await symlink(requireGit(system).program, join(root, 'bin/git'));
  await symlink(requireGit(system).parts, join(root, 'lib/git-core'));
  const unpacked = await openSource({ directory, log, program: join(root, 'bin/git') });
  expect(requireGit(unpacked)).toMatchObject({
    parts: join(root, 'lib/git-core'),
    libraries: join(root, 'lib', triplet),
  });
});
