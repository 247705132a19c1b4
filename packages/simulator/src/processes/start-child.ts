/** Processes of the benchmarks themselves: the load, and the server that is compared with. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';

/** A child that has said that it is ready. */
export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Rejects when the process ends, with the reason; never resolves. */
  readonly ended: Promise<never>;
  /** What it said first. */
  readonly ready: unknown;
  /** Ends it at once: it holds nothing that would have to be written. */
  stop(): Promise<void>;
}

/**
 * Starts an entry file of this package, sends it its settings and waits for its first message. Throws one sentence when it
 * ends before.
 */
export const startChild = async (entry: string, settings: object): Promise<Child> => {
  // As this file runs: compiled, or from the source with all of the workspace.
  const extension = extname(import.meta.filename);
  const child = fork(join(import.meta.dirname, '..', entry + extension), [], {
    execArgv: extension === '.ts' ? ['--conditions=@moorgate/source'] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const ended = exit.then(([code, signal]): never => {
    throw new Error(`${entry} ended (${signal ?? `exit code ${code}`})`);
  });
  // Nobody may be waiting for it at that moment.
  ended.catch(() => undefined);
  child.send(settings);
  const [ready] = (await Promise.race([once(child, 'message'), ended])) as [unknown];
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
  };
  return { process: child, pid: child.pid ?? 0, ended, ready, stop };
};
