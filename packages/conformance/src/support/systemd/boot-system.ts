/** A systemd of a test's own, as the first process of a system that has this one's files and changes none of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { runProgram } from '../containers/run-program.ts';

/** A system that runs. */
export interface BootedSystem {
  readonly isThere: true;
  /** Runs a program of it in it; what it wrote to standard output. */
  run(program: string, ...args: string[]): Promise<string>;
  /** Reads a file of it. */
  read(path: string): Promise<string>;
  /** Writes a file of it, for its root alone. */
  write(path: string, text: string): Promise<void>;
  /** Kills every process of it. */
  stop(): Promise<void>;
}

/** Why there is none, in one sentence. */
export interface NoSystem {
  readonly isThere: false;
  readonly reason: string;
}

const script = join(import.meta.dirname, 'boot-system.sh');
const bootMsMax = 20_000;

/** The process that `unshare` has forked, as this system numbers it; null before. */
const childOf = async (pid: number): Promise<string | null> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return /^\d+/.exec(children)?.[0] ?? null;
};

const systemOf = (boot: ChildProcess, pid: string): BootedSystem => ({
  isThere: true,
  run: (program, ...args) =>
    runProgram('nsenter', [
      ...['--target', pid, '--mount', '--pid', '--ipc', '--uts'],
      ...[program, ...args],
    ]),
  read: (path) => readFile(join(`/proc/${pid}/root`, path), 'utf8'),
  write: (path, text) => writeFile(join(`/proc/${pid}/root`, path), text, { mode: 0o600 }),
  stop: async () => {
    if (boot.exitCode !== null || boot.signalCode !== null) return;
    const ended = once(boot, 'exit');
    boot.kill('SIGKILL');
    await ended;
  },
});

/** True when systemd answers; false when it is not there yet, or any more. */
const answers = (system: BootedSystem): Promise<boolean> =>
  system.run('systemctl', 'show', '--property=Version').then(
    () => true,
    () => false,
  );

/**
 * Boots it with the files of `folder`, as `boot-system.sh` says, into `moorgate.target`; it has the network of this system.
 * Where that cannot be done, the reason says why in one sentence, and nothing is left.
 */
export const bootSystem = async (folder: string): Promise<BootedSystem | NoSystem> => {
  const namespaces = ['--mount', '--pid', '--fork', '--ipc', '--uts', '--kill-child'];
  const boot = spawn('unshare', [...namespaces, script, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  boot.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  boot.once('error', (error) => (complaints += error.message));
  const deadlineMs = performance.now() + bootMsMax;
  while (performance.now() < deadlineMs && boot.exitCode === null && boot.pid !== undefined) {
    const pid = await childOf(boot.pid);
    const system = pid === null ? null : systemOf(boot, pid);
    if (system !== null && (await answers(system))) return system;
    await after(100);
  }
  boot.kill('SIGKILL');
  const [complaint = 'it did not answer in time'] = complaints.trim().split('\n').slice(-1);
  return { isThere: false, reason: `No systemd can be booted here (${complaint}).` };
};

/** Why none can be booted, known before anything is made; null when it may be tried. */
export const noSystemBecause = (): string | null => {
  if (process.getuid?.() !== 0) return 'Only root may boot a systemd.';
  return existsSync('/lib/systemd/systemd') ? null : 'This system has no systemd to boot.';
};
