/** Programs that end with this process, however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Logger } from '@moorgate/observability';
import { childEnvironment } from './config.ts';
import { passOnLog } from './pass-on-log.ts';

const setpriv = '/usr/bin/setpriv';

/** What is run. */
export interface ChildProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** What it says of itself goes there. */
  readonly log: Logger;
}

/**
 * Starts a program. Where util-linux has its `setpriv`, the system kills it when this process dies, so that a collection
 * never goes on beside the registry of a successor; in a container of its own everything ends together.
 */
export const startChild = ({ program, args, log }: ChildProgram): ChildProcess => {
  const guarded = existsSync(setpriv)
    ? { program: setpriv, args: ['--pdeathsig', 'KILL', '--', program, ...args] }
    : { program, args };
  const child = spawn(guarded.program, guarded.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(),
  });
  passOnLog(child.stderr, log);
  return child;
};

/** Settles when it has ended, with the reason in words; null for a good end. */
export const endOfChild = (child: ChildProcess): Promise<string | null> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      if (code === 0) resolve(null);
      else resolve(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
    });
  });
