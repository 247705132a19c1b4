/** Running Git to its end for an answer that fits into memory. */
import { spawn } from 'node:child_process';
import { endGroup } from './end-group.ts';
import { gitEnvironment } from './git-environment.ts';
import type { RunningGit } from '../store.ts';

/** One run. */
export interface GitRun {
  /** The folder of the repository. */
  readonly folder: string;
  /** False where the folder is none of a repository; true unless said. */
  readonly isRepository?: boolean;
  /** Names that come from elsewhere stand behind `--end-of-options`, and are checked before. */
  readonly args: readonly string[];
  readonly input?: string | undefined;
  /** How much of its output is taken; it is ended when it says more. */
  readonly bytesMax: number;
  readonly timeoutMs?: number;
  readonly configuration?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** How it ended. */
export interface GitOutcome {
  /** True where it ended well, or was ended because its output was enough. */
  readonly ok: boolean;
  readonly output: Buffer;
  /** True where there would have been more. */
  readonly isCut: boolean;
  /** The beginning of its complaints; for the log alone. */
  readonly complaint: string;
}

const timeoutMsUsual = 20_000;
const complaintMax = 2_000;

/** Runs it without a shell. Rejects when it cannot be started, and with the reason of the signal. */
export const runGit = (git: RunningGit, run: GitRun): Promise<GitOutcome> =>
  new Promise((resolve, reject) => {
    run.signal?.throwIfAborted();
    const child = spawn(git.program, [...run.args], {
      cwd: run.folder,
      env: {
        ...gitEnvironment({ ...git, configuration: run.configuration ?? {} }),
        ...(run.isRepository === false ? {} : { GIT_DIR: run.folder }),
      },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const pieces: Buffer[] = [];
    let size = 0;
    let isCut = false;
    let complaint = '';
    const end = (): void => endGroup(child);
    const timer = setTimeout(end, run.timeoutMs ?? timeoutMsUsual);
    run.signal?.addEventListener('abort', end);
    child.stdout.on('data', (piece: Buffer) => {
      if (isCut) return;
      const room = run.bytesMax - size;
      isCut = piece.length > room;
      pieces.push(isCut ? piece.subarray(0, room) : piece);
      size += piece.length;
      if (isCut) end();
    });
    child.stderr.on('data', (piece: Buffer) => {
      if (complaint.length < complaintMax) complaint += piece.toString('latin1');
    });
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', end);
      if (run.signal?.aborted === true) reject(run.signal.reason as Error);
      else resolve({ ok: isCut || code === 0, output: Buffer.concat(pieces), isCut, complaint });
    });
    // One that ends before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.input ?? '');
  });
