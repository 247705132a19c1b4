/** The real Git, as its users run it: nothing of the system's configuration, in a folder of its own. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a run ended. */
export interface GitResult {
  readonly code: number;
  /** Both outputs, one after the other. */
  readonly output: string;
}

/** A clone, or a place for some. */
export interface GitFolder {
  readonly path: string;
  /** Runs git in it. */
  git(...args: string[]): Promise<GitResult>;
  /** Runs git in it, and fails unless that ends well; answers what it says. */
  must(...args: string[]): Promise<string>;
  /** Writes a file and commits it; answers the commit. */
  commit(path: string, content: string | Buffer, message?: string): Promise<string>;
  remove(): Promise<void>;
}

const outputBytesMax = 64 * 1_048_576;

const environment = (folder: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.test',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.test',
});

/** A folder in which git runs. */
export const gitFolderAt = (path: string): GitFolder => {
  const git = (...args: string[]): Promise<GitResult> =>
    new Promise((resolve) => {
      const options = { cwd: path, env: environment(path), maxBuffer: outputBytesMax };
      execFile('git', args, options, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      });
    });
  const must = async (...args: string[]): Promise<string> => {
    const { code, output } = await git(...args);
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${output}`);
    return output.trim();
  };
  return {
    path,
    git,
    must,
    commit: async (file, content, message = `write ${file}`) => {
      await writeFile(join(path, file), content);
      await must('add', file);
      await must('commit', '-q', '-m', message);
      return must('rev-parse', 'HEAD');
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
};

/** A new repository with nothing in it, on branch `main`. */
export const newRepository = async (): Promise<GitFolder> => {
  const folder = gitFolderAt(await mkdtemp(join(tmpdir(), 'moorgate-git-client-')));
  await folder.must('init', '-q', '-b', 'main');
  return folder;
};

/** Makes every object of a bare repository as old as that, in milliseconds: housekeeping removes none that is young. */
export const ageObjects = async ({ path }: GitFolder, milliseconds: number): Promise<void> => {
  const objects = join(path, 'objects');
  const then = new Date(Date.now() - milliseconds);
  for (const entry of await readdir(objects, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
};
