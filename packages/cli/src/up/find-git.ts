/** Which git serves repositories: that of this system, else unpacked into the cache of this checkout. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { inheritedEnvironment, isInEnvironment } from '../config.ts';
import { installationRoot } from '../data-directory.ts';

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
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, 'git'))
    .find(isExecutable);

/**
 * The path of git; undefined where the environment names one, and, with one printed sentence, where there is none. The first
 * time on a system without it, the package of Debian is fetched; that takes some seconds.
 */
export const findGitProgram = async (): Promise<string | undefined> => {
  if (isInEnvironment('MOORGATE_GIT')) return undefined;
  const present = findOnPath();
  if (present !== undefined) return present;
  const helper = join(installationRoot, 'infra/toolchain/debian-package');
  try {
    const env = inheritedEnvironment();
    const { stdout } = await promisify(execFile)(helper, ['git'], { env });
    return join(stdout.trim(), 'usr/bin/git');
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    const reason = stderr.trim().split('\n').at(-1);
    process.stderr.write(
      `moorgate: there is no git (${reason ?? 'and no way to get it'}); clones and pushes below /factories/ answer 503\n`,
    );
    return undefined;
  }
};
