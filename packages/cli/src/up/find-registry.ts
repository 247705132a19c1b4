/** Where the program of the registry is: on this system, else unpacked into the cache of this checkout. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnvironment } from '../config.ts';
import { installationRoot } from '../data-directory.ts';

const packageName = 'docker-registry';

/** A program; or, in a clause, why there is none. */
export type RegistryProgram = { readonly path: string } | { readonly reason: string };

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const findOnPath = (): string | undefined =>
  (inheritedEnvironment()['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, packageName))
    .find(isExecutable);

/** The last line is the reason: the helper says nothing else. */
const clauseOf = (error: unknown): string => {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const complaint = stderr.trim();
  return complaint === '' ? message : complaint.split('\n').at(-1)!;
};

/** Finds it. The first time on a system without it, the package of Debian is fetched; that takes some seconds. */
export const findRegistryProgram = async (): Promise<RegistryProgram> => {
  const present = findOnPath();
  if (present !== undefined) return { path: present };
  const helper = join(installationRoot, 'infra/toolchain/debian-package');
  try {
    const env = inheritedEnvironment();
    const { stdout } = await promisify(execFile)(helper, [packageName], { env });
    const path = join(stdout.trim(), 'usr/bin', packageName);
    return isExecutable(path)
      ? { path }
      : { reason: `the package ${packageName} has no such program` };
  } catch (error) {
    return { reason: clauseOf(error) };
  }
};
