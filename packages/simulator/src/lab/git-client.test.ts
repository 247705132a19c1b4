import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackage, declareWith } from '@moorgate/testing';
import { startChild } from '../processes/start-child.ts';
import { objectsOf, writeLargeBranch, writeLongBranch } from './git-branches.ts';
import { findGit, type GitClient, type GitProgram, openGitClient } from './git-client.ts';

declareWith(await debianPackage({ name: 'git' }), describe)('the client of Git', () => {
  let folder: string;
  let git: GitProgram;
  let client: GitClient;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-bench-git-'));
    git = await findGit();
    client = await openGitClient(git, join(folder, 'client'));
    await client.run(['init', '--quiet', '--bare', '.']);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('pushes to the bare server what was written, and clones it from there', async () => {
    await writeLargeBranch(client, 'large', 2);
    await writeLongBranch(client, 'long', 3);
    const root = join(folder, 'repositories');
    await mkdir(root);
    await client.run(['init', '--quiet', '--bare', join(root, 'a.git')]);
    await client.run(['-C', join(root, 'a.git'), 'config', 'http.receivepack', 'true']);
    const settings = { program: git.path, path: git.programs, root };
    const server = await startChild('bare-git-server', settings);
    try {
      const { port } = server.ready as { port: number };
      const url = `http://127.0.0.1:${port}/a.git`;
      await client.run(['push', '--quiet', url, 'refs/heads/large', 'refs/heads/long']);
      await client.run(['clone', '--quiet', '--bare', url, 'clone']);
      const count = (branch: string): Promise<string> =>
        client.run(['-C', 'clone', 'rev-list', '--objects', '--count', branch]);
      expect(Number(await count('long'))).toBe(objectsOf(3));
      // The commit, its folder, and the file.
      expect(Number(await count('large'))).toBe(3);
    } finally {
      await server.stop();
    }
  });

  test('says what git complains of', async () => {
    await expect(client.run(['rev-parse', '--verify', 'nothing'])).rejects.toThrow(
      /^git rev-parse ended with 128: fatal: Needed a single revision$/,
    );
  });
});
