/** Finding a Git that can serve. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { programPath } from './git-environment.ts';

/** A Git, and what its children need to be told of where it is. */
export interface GitProgram {
  readonly path: string;
  /** Where its parts are. */
  readonly parts: string;
}

/** The first that takes its configuration from the environment (GIT_CONFIG_COUNT). */
const oldest = [2, 31] as const;

const outputOf = (program: string, args: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    const options = { env: { PATH: programPath, LC_ALL: 'C' }, timeout: 10_000 };
    execFile(program, args, options, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null);
    });
  });

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const locate = async (named: string | undefined): Promise<string | null> => {
  const candidates =
    named === undefined ? programPath.split(':').map((folder) => join(folder, 'git')) : [named];
  for (const path of candidates) if (await isThere(path)) return path;
  return null;
};

const isRecent = (version: string): boolean => {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const [least, leastMinor] = oldest;
  return Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor);
};

/**
 * The Git at this path, or that of the system; or, as a clause for a person, why there is none: not found, older than 2.31,
 * or without `git http-backend`.
 */
export const findGit = async (named: string | undefined): Promise<GitProgram | string> => {
  const path = await locate(named);
  if (path === null)
    return named === undefined ? 'git is not installed' : `MOORGATE_GIT names no program: ${named}`;
  const version = await outputOf(path, ['version']);
  const parts = await outputOf(path, ['--exec-path']);
  if (version === null || parts === null) return `${path} does not run`;
  if (!isRecent(version)) return `${path} is ${version}, and 2.31 or newer is needed`;
  if (!(await isThere(join(parts, 'git-http-backend'))))
    return `${path} has no git http-backend: install the package that has it`;
  return { path, parts };
};
