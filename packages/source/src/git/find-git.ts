/** Finding a Git that can serve. */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { libraryVariable, programPath } from './git-environment.ts';

/** A Git, and what its children need to be told of where it is. */
export interface GitProgram {
  readonly path: string;
  /** Where its parts are. */
  readonly parts: string;
  /** Where its libraries are, where they are not those of the system. */
  readonly libraries: string | null;
}

/** The first that takes its configuration from the environment (GIT_CONFIG_COUNT). */
const oldest = [2, 31] as const;

const outputOf = (
  { path, libraries }: Pick<GitProgram, 'path' | 'libraries'>,
  args: readonly string[],
): Promise<string | null> =>
  new Promise((resolve) => {
    const env = { PATH: programPath, LC_ALL: 'C', ...libraryVariable(libraries) };
    execFile(path, args, { env, timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : null);
    });
  });

const isThere = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** One that is unpacked somewhere, outside of the system, brings libraries along. */
const librariesBeside = async (path: string): Promise<string | null> => {
  const folder = dirname(path);
  if (programPath.split(':').includes(folder)) return null;
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  const candidates = ['../lib', '../../lib'].map((lib) => join(folder, lib, triplet));
  const present = [];
  for (const one of candidates) if (await isThere(one)) present.push(one);
  return present.length === 0 ? null : present.join(':');
};

/** Its parts are beside it, wherever it was unpacked; elsewhere it says where. */
const findParts = async (
  program: Pick<GitProgram, 'path' | 'libraries'>,
): Promise<string | null> => {
  const beside = join(dirname(program.path), '../lib/git-core');
  const isBeside = await isThere(join(beside, 'git-http-backend'));
  return isBeside ? beside : outputOf(program, ['--exec-path']);
};

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
  const libraries = await librariesBeside(path);
  const version = await outputOf({ path, libraries }, ['version']);
  const parts = await findParts({ path, libraries });
  if (version === null || parts === null) return `${path} does not run`;
  if (!isRecent(version)) return `${path} is ${version}, and 2.31 or newer is needed`;
  if (!(await isThere(join(parts, 'git-http-backend'))))
    return `${path} has no git http-backend: install the package that has it`;
  return { path, parts, libraries };
};
