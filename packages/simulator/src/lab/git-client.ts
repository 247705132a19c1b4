/** The real Git, as those who clone and push run it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { findProgram } from '@moorgate/cli';

/** A Git, and where programs are that it starts. */
export interface GitProgram {
  readonly path: string;
  /** As the variable `PATH`. */
  readonly programs: string;
}

/** Runs Git in one folder, with nothing of the configuration of this system. */
export interface GitClient {
  readonly folder: string;
  /** Throws unless it ends well, with what it complained of. */
  run(args: readonly string[], input?: Iterable<Buffer | string>): Promise<string>;
}

/** Finds it. Throws one sentence where there is none. */
export const findGit = async (): Promise<GitProgram> => {
  const found = await findProgram('git');
  if ('reason' in found) throw new Error(`there is no git to compare with (${found.reason})`);
  return { path: found.path, programs: `${dirname(found.path)}:/usr/local/bin:/usr/bin:/bin` };
};

const author = (role: 'AUTHOR' | 'COMMITTER'): Record<string, string> => ({
  [`GIT_${role}_NAME`]: 'bench',
  [`GIT_${role}_EMAIL`]: 'bench@moorgate.test',
});

/** A client whose folder it makes. */
export const openGitClient = async (
  { path, programs }: GitProgram,
  folder: string,
): Promise<GitClient> => {
  await mkdir(folder, { recursive: true });
  const env = {
    PATH: programs,
    HOME: folder,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...author('AUTHOR'),
    ...author('COMMITTER'),
  };
  return {
    folder,
    run: async (args, input = []) => {
      const child = spawn(path, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
      const closed = once(child, 'close') as Promise<[number | null]>;
      const [output, complaint, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        closed,
        // One that ends before it has read everything says why.
        pipeline(Readable.from(input), child.stdin).catch(() => undefined),
      ]);
      if (code !== 0) throw new Error(`git ${args[0]} ended with ${code}: ${complaint.trim()}`);
      return output;
    },
  };
};
