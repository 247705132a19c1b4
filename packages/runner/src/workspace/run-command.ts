/** Programs of this host that the runner itself uses: never a shell, never the environment of the runner. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** How a program is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whose rights it has; those of the runner unless given. */
  readonly userId?: number;
  readonly signal?: AbortSignal;
  /** Takes what it prints, as it comes. */
  readonly onOutput?: (bytes: Uint8Array) => void;
}

/** How it ended; `output` is at most its first 64 KiB of both streams. */
export interface CommandOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Where programs are found. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const outputMax = 64 * 1024;

/** The first bytes of both streams, in the order in which they came. */
const collectOutput = (
  streams: readonly Readable[],
  onOutput: CommandOptions['onOutput'],
): (() => string) => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const stream of streams)
    stream.on('data', (part: Buffer) => {
      onOutput?.(part);
      if (bytes < outputMax) parts.push(part);
      bytes += part.length;
    });
  return () => Buffer.concat(parts).subarray(0, outputMax).toString();
};

const userOf = (userId: number | undefined): { uid?: number; gid?: number } =>
  userId === undefined ? {} : { uid: userId, gid: userId };

/** Kills a program with those that it started; they share its process group unless they left it. */
const killGroup = ({ pid }: ChildProcess): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

/**
 * Runs a program to its end, in a process group of its own, which is killed when `signal` aborts. A program that cannot be
 * started ends with 127 and says why, one that was killed by a signal with 128.
 */
export const runCommand = async (
  program: string,
  args: readonly string[],
  { cwd = '/', env = {}, userId, signal, onOutput }: CommandOptions = {},
): Promise<CommandOutcome> => {
  if (signal?.aborted === true) return { exitCode: 128, output: '' };
  const child = spawn(program, args, {
    cwd,
    env: { PATH: systemPath, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...userOf(userId),
  });
  const output = collectOutput([child.stdout, child.stderr], onOutput);
  const kill = (): void => killGroup(child);
  signal?.addEventListener('abort', kill);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { exitCode: code ?? 128, output: output() };
  } catch (error) {
    return { exitCode: 127, output: (error as Error).message };
  } finally {
    signal?.removeEventListener('abort', kill);
  }
};
