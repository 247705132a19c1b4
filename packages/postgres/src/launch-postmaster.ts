/** Starting the server process, and stopping it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';
import { childOptions, reasonOf } from './run-program.ts';
import {
  claimSocketFolder,
  port,
  readLastSocketFolder,
  removeSocketFolder,
} from './socket-folder.ts';

/** A server of ours that accepts connections. */
export interface Postmaster {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly socketFolder: string;
}

/** How an attempt ended. `busy`: another server, or what is left of one, still uses the database. */
export type LaunchOutcome =
  | { readonly kind: 'ready'; readonly postmaster: Postmaster }
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed'; readonly reason: string };

const pollMs = 20;
const noticeMs = 10_000;
const stopMs = 60_000;

/** PostgreSQL's words for a predecessor that lives, or whose last processes have not ended yet. */
const busyPattern = /lock file "[^"]*" (already exists|is empty)|pre-existing shared memory block/;

/**
 * Starts the server in a session of its own, so that no signal of the terminal reaches it, and waits until it accepts
 * connections, however long it has to recover from a crash before.
 */
export const launchPostmaster = async (
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<LaunchOutcome> => {
  const folder = await claimSocketFolder(cluster.user, {
    crashed: (await readPostmasterFile(cluster.dir))?.socketFolder ?? null,
    last: await readLastSocketFolder(cluster.dir),
  });
  const child = spawn(cluster.binaries.postgres, serverArguments(cluster, folder.path, settings), {
    ...childOptions(cluster.user),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = untilEnded(child);
  if (child.pid !== undefined && (await becomesReady(cluster, child, log))) {
    child.stderr.destroy();
    child.unref();
    return { kind: 'ready', postmaster: { child, pid: child.pid, socketFolder: folder.path } };
  }
  const output = await ended;
  if (folder.isNew) await removeSocketFolder(folder.path);
  if (busyPattern.test(output)) return { kind: 'busy' };
  return { kind: 'failed', reason: reasonOf(output) };
};

/** What the server had said when it ended, or why there is no process at all. */
const untilEnded = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    const output: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(Buffer.concat(output).toString('utf8')));
  });

/** These win over the configuration file, because the way in must be as we know it. */
const serverArguments = (
  cluster: Cluster,
  socketFolder: string,
  settings: Readonly<Record<string, string>>,
): string[] => {
  const all = {
    ...settings,
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
  };
  return [
    '-D',
    cluster.dir,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
};

/** False when the process ends instead. */
const becomesReady = async (
  cluster: Cluster,
  child: ChildProcess,
  log: (line: string) => void,
): Promise<boolean> => {
  let nextNotice = performance.now() + noticeMs;
  while (!hasExited(child)) {
    const file = await readPostmasterFile(cluster.dir);
    if (file?.isReady === true && file.pid === child.pid) return true;
    if (performance.now() > nextNotice) {
      log('PostgreSQL is still recovering from its last end');
      nextNotice += noticeMs;
    }
    await delay(pollMs);
  }
  return false;
};

const hasExited = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/**
 * Ends a server, whoever started it: connections are closed, everything is written out. One that takes more than a minute
 * for that is ended at once; it loses nothing that was committed. Returns when the process is gone.
 */
export const stopPostmaster = async (server: Omit<Postmaster, 'child'>): Promise<void> => {
  signal(server.pid, 'SIGINT');
  const impatience = setTimeout(() => signal(server.pid, 'SIGQUIT'), stopMs);
  while (isAlive(server.pid)) await delay(pollMs);
  clearTimeout(impatience);
  await removeSocketFolder(server.socketFolder);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  if (isAlive(pid)) process.kill(pid, name);
};
