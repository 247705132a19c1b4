/** Programs of others that services need: of this system, else unpacked into the cache of this checkout. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnvironment } from '../config.ts';
import { installationRoot } from '../data-directory.ts';

/** A program; or, in a clause, why there is none. */
export type FoundProgram = { readonly path: string } | { readonly reason: string };

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const findOnPath = (name: string): string | undefined =>
  (inheritedEnvironment()['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(isExecutable);

/** The last line is the reason: the helper says nothing else. */
const clauseOf = (error: unknown): string => {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const complaint = stderr.trim();
  return complaint === '' ? message : complaint.split('\n').at(-1)!;
};

/**
 * Finds the program that the package of Debian with this name is for. The first time on a system without it, the package is
 * fetched; that takes some seconds.
 */
export const findProgram = async (name: string): Promise<FoundProgram> => {
  const present = findOnPath(name);
  if (present !== undefined) return { path: present };
  const helper = join(installationRoot, 'infra/toolchain/debian-package');
  try {
    const env = inheritedEnvironment();
    const { stdout } = await promisify(execFile)(helper, [name], { env });
    const path = join(stdout.trim(), 'usr/bin', name);
    return isExecutable(path) ? { path } : { reason: `the package ${name} has no such program` };
  } catch (error) {
    return { reason: clauseOf(error) };
  }
};
