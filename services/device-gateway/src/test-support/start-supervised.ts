/** A gateway as processes: a supervisor and its workers, on the store of a gateway under test. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReadyReport } from '../supervisor/run-gateway.ts';
import type { Target } from './device-client.ts';
import type { TestGateway } from './start-test-gateway.ts';

/** It, while it runs. */
export interface SupervisedGateway extends Target {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly ready: ReadyReport;
  /** Everything that it and its workers logged, one object for each line. */
  readonly lines: Record<string, unknown>[];
  /** The workers that run at this moment. */
  workerPids(): number[];
  /** Resolves with the exit code, null after a signal, when the supervisor has ended. */
  readonly ended: Promise<number | null>;
  /** Kills all that is left of it. */
  close(): Promise<void>;
}

const entry = join(import.meta.dirname, '..', 'main.ts');

/** The environment of a gateway on this store, with two workers on a free port unless told otherwise. */
const environmentOf = (running: TestGateway): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  DATABASE_URL: running.config.databaseUrl,
  MOORGATE_TLS_KEY: running.config.tlsKeyFile,
  MOORGATE_TLS_CERT: running.config.tlsCertificateFile,
  MOORGATE_GATEWAY_ADDR: '127.0.0.1:0',
  MOORGATE_GATEWAY_WORKERS: '2',
});

/** A process of it that was started, whatever becomes of it. `isDetached` gives it a process group of its own. */
export const forkGateway = (
  running: TestGateway,
  environment: Readonly<Record<string, string>> = {},
  isDetached = false,
): { process: ChildProcess; errors: string[]; ended: Promise<number | null> } => {
  const child = fork(entry, [], {
    execArgv: ['--conditions=@moorgate/source'],
    env: { ...environmentOf(running), ...environment },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: isDetached,
  });
  const errors: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => errors.push(line));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { process: child, errors, ended };
};

/** True while a process of this id runs; one that has ended and not been waited for does not. */
export const isRunning = (pid: number): boolean => {
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isRunning(Number(name)))
    .filter((name) => parentOf(name) === pid)
    .map(Number);

const parentOf = (pid: string): number => {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
};

const toLine = (text: string): Record<string, unknown> =>
  text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { msg: text };

/** Starts it and waits until all workers serve. */
export const startSupervised = async (
  running: TestGateway,
  environment: Readonly<Record<string, string>> = {},
): Promise<SupervisedGateway> => {
  const { process: child, errors, ended } = forkGateway(running, environment);
  const early = ended.then((code) => {
    throw new Error(`it ended with ${code}: ${errors.join('\n')}`);
  });
  const [ready] = (await Promise.race([once(child, 'message'), early])) as [ReadyReport];
  const pid = child.pid ?? 0;
  return {
    port: Number(new URL(ready.url).port),
    pki: running.pki,
    process: child,
    pid,
    ready,
    get lines() {
      return errors.map(toLine);
    },
    workerPids: () => childrenOf(pid),
    ended,
    close: async () => {
      // One that a test stopped does not notice the end of the supervisor.
      for (const worker of childrenOf(pid)) process.kill(worker, 'SIGKILL');
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/**
 * Does something while this worker is the only one that runs, so that every connection comes to it. To be done in less time
 * than a worker may be silent.
 */
export const onlyWith = async <T>(
  gateway: SupervisedGateway,
  worker: number,
  work: () => Promise<T>,
): Promise<T> => {
  const others = gateway.workerPids().filter((pid) => pid !== worker);
  for (const pid of others) process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    for (const pid of others) process.kill(pid, 'SIGCONT');
  }
};
