/** A runner as somebody starts it on a host of their own, by the command line. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import { commandLine, environment } from './product.ts';

/** Whether scripts can be isolated here without an engine, or why not. */
export const isolationHere = async (): Promise<
  { isThere: true; bubblewrap: string } | { isThere: false; reason: string }
> => {
  if (process.getuid?.() !== 0)
    return { isThere: false, reason: 'Only root may isolate scripts by namespaces.' };
  const found = await debianPackage({ name: 'bubblewrap', program: 'bwrap' });
  return found.isThere ? { isThere: true, bubblewrap: found.program } : found;
};

/** What a runner is started with. */
export interface RunnerOptions {
  readonly serverUrl: string;
  readonly token: string;
  /** Where it keeps its token and its workspaces. */
  readonly folder: string;
  readonly bubblewrap: string;
}

/** A running runner. */
export interface RunnerProcess {
  /** What it has written so far. */
  log(): string;
  /** Sends the signal and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts one that isolates scripts by namespaces. */
export const startRunner = async (options: RunnerOptions): Promise<RunnerProcess> => {
  const { serverUrl, token, folder, bubblewrap } = options;
  await mkdir(folder, { recursive: true });
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
  const args = [
    '--server',
    serverUrl,
    '--token-file',
    tokenFile,
    '--work-dir',
    join(folder, 'work'),
  ];
  const child = spawn(commandLine, ['runner', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment({
      MOORGATE_RUNNER_ISOLATION: 'namespaces',
      MOORGATE_RUNNER_BUBBLEWRAP: bubblewrap,
      MOORGATE_RUNNER_GRACE_SECONDS: '0',
      MOORGATE_RUNNER_RESERVE_MIB: '0',
    }),
  });
  const log: string[] = [];
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit');
  return {
    log: () => log.join(''),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
};
