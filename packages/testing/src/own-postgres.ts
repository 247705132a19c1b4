/** A PostgreSQL of a test's own, which can be suspended, killed as a whole, and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '@moorgate/postgres';

/** A server. */
export interface OwnPostgres {
  /** The superuser's address of its database; the same after each start. */
  readonly url: string;
  /** Where it listens, for a proxy before it. */
  readonly socketPath: string;
  /** Stops every process of it where it stands, as a machine that hangs; connections stay open. */
  suspend(): Promise<void>;
  wake(): Promise<void>;
  /** Kills every process of it at once, as a power cut; resolves when none is left. */
  kill(): Promise<void>;
  /** Starts it again after `kill`; resolves when it accepts connections. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** The parent of a process; null when it has gone. Its name, in parentheses, may contain anything. */
const parentOf = async (pid: string): Promise<number | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
};

/** The processes that the server has forked; each is a session of its own, so that no group holds them together. */
const childrenOf = async (postmaster: number): Promise<number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_pid, index) => parents[index] === postmaster).map(Number);
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** The first is the one that forks the others: it goes first, so that none is missed. */
const signalAll = async (postmaster: number, name: NodeJS.Signals): Promise<number[]> => {
  signal(postmaster, name);
  const children = await childrenOf(postmaster);
  for (const pid of children) signal(pid, name);
  return [postmaster, ...children];
};

/** A process that has ended, even if nobody has asked how. */
const hasEnded = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null || stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
};

const untilEnded = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids) while (!(await hasEnded(pid))) await after(5);
};

/** Ends the server when this process ends in whatever way: its input closes then. */
const guard = (pid: number): ChildProcess =>
  spawn('sh', ['-c', 'read -r _; kill -CONT "$0"; kill -QUIT "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });

/** Starts one, without data. */
export const startOwnPostgres = async (): Promise<OwnPostgres> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postgres-'));
  await chmod(dataDir, 0o711);
  let server: PostgresServer = await startPostgres({ dataDir });
  let guarding = guard(server.pid);
  const { url } = server;
  const { searchParams } = new URL(url);
  const socketName = `.s.PGSQL.${searchParams.get('port') ?? '5432'}`;

  return {
    url,
    socketPath: join(searchParams.get('host') ?? '', socketName),
    suspend: async () => void (await signalAll(server.pid, 'SIGSTOP')),
    wake: async () => void (await signalAll(server.pid, 'SIGCONT')),
    kill: async () => {
      guarding.kill();
      await untilEnded(await signalAll(server.pid, 'SIGKILL'));
    },
    start: async () => {
      server = await startPostgres({ dataDir });
      guarding = guard(server.pid);
    },
    close: async () => {
      await signalAll(server.pid, 'SIGCONT');
      await server.stop();
      guarding.kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
