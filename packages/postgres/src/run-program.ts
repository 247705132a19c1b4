/** Programs of PostgreSQL, run as the user that the server runs as. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { dirname } from 'node:path';
import type { ServerUser } from './server-user.ts';

/** How a program ended, and what it said on both of its streams. */
export interface ProgramResult {
  readonly isSuccess: boolean;
  readonly output: string;
}

/**
 * What every child has in common: a folder that each user may be in, English messages, and nothing from the caller's
 * environment that PostgreSQL would take for a setting.
 */
export const childOptions = (user: ServerUser): SpawnOptions => ({
  cwd: '/',
  env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  ...(user.isSelf ? {} : { uid: user.uid, gid: user.gid }),
});

/** Runs a program to its end. Never throws: a program that cannot be run is one that failed. */
export const runProgram = (
  file: string,
  programArguments: readonly string[],
  user: ServerUser,
): Promise<ProgramResult> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(file, programArguments, {
      ...childOptions(user),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => void chunks.push(chunk);
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ isSuccess: false, output: error.message }));
    child.once('close', (code) => {
      resolve({ isSuccess: code === 0, output: Buffer.concat(chunks).toString('utf8').trim() });
    });
  });

/** The first folder on the way to `path` (itself included) that the user cannot enter; null when all are open. */
export const findClosedFolder = async (path: string, user: ServerUser): Promise<string | null> => {
  const folders = [path];
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    folders.unshift(dirname(folder));
  }
  // Entering is the only test that knows of access lists and security modules too.
  const script = 'for folder do cd "$folder" 2>/dev/null || { printf %s "$folder"; exit 1; }; done';
  const { isSuccess, output } = await runProgram('/bin/sh', ['-c', script, 'sh', ...folders], user);
  return isSuccess ? null : output;
};

/** The line of a program's output that says why it failed, without PostgreSQL's own prefixes. */
export const reasonOf = (output: string): string => {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.findLast((text) => /FATAL|PANIC|error:|cannot|could not/i.test(text));
  return (line ?? lines.at(-1) ?? '')
    .replace(/^.*?(?:FATAL|PANIC|error):\s+/, '')
    .replace(/\.$/, '');
};
