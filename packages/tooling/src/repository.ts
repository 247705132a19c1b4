/** The repository that these tools work on. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The top folder of the repository that holds this file, absolute. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The files that belong to the project, committed or about to be, relative to `root`, sorted. Needs git. */
export const listFiles = async (root: string): Promise<string[]> => {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: root, maxBuffer: 64 * 1024 * 1024 },
  );
  const names = new Set(stdout.split('\0').filter((name) => name !== ''));
  return [...names].filter((name) => existsSync(join(root, name))).sort();
};
