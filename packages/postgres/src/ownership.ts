/** Who ends the server: of all the processes that use it, the one that the file `postgres.owner` names. */
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './postmaster-file.ts';

/** One use of a server, by a process that keeps it for long or by a command that needs it for a moment. */
export interface Owner {
  /** Tells several uses by one process apart. */
  readonly id: string;
  readonly pid: number;
  /** When the process started, in the system's own count; with the number it names one process for ever. */
  readonly startedAt: string;
  readonly isKeeper: boolean;
}

const pathIn = (dataDir: string): string => join(dataDir, 'postgres.owner');

/** Names this process, for one use. */
export const describeOwner = async (isKeeper: boolean): Promise<Owner> => ({
  id: randomUUID(),
  pid: process.pid,
  startedAt: (await startOf(process.pid)) ?? '',
  isKeeper,
});

/**
 * Takes over a server that runs if nobody is left to end it: its owner is gone, or is a command that will be gone soon
 * while `owner` keeps the server. Answers whether it did; the owner before then leaves the server alone.
 */
export const takeOver = async (dataDir: string, owner: Owner): Promise<boolean> => {
  const present = await readOwner(dataDir);
  const isLeft = present === null || !(await isRunning(present));
  if (!isLeft && (present.isKeeper || !owner.isKeeper)) return false;
  await writeOwner(dataDir, owner);
  return true;
};

/** Writes down who ends the server; whole or not at all. */
export const writeOwner = async (dataDir: string, owner: Owner): Promise<void> => {
  const path = pathIn(dataDir);
  const draft = `${path}.${owner.id}`;
  await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
  await rename(draft, path);
};

/** True as long as nobody took the server over. */
export const isOwner = async (dataDir: string, owner: Owner): Promise<boolean> =>
  (await readOwner(dataDir))?.id === owner.id;

/** Nobody needs to end a server that has ended. */
export const removeOwner = (dataDir: string): Promise<void> => rm(pathIn(dataDir), { force: true });

const readOwner = async (dataDir: string): Promise<Owner | null> => {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => '');
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
};

const isRunning = async (owner: Owner): Promise<boolean> =>
  isAlive(owner.pid) && ((await startOf(owner.pid)) ?? owner.startedAt) === owner.startedAt;

/** The 22nd field of /proc/<pid>/stat; null where there is no such file. The name before it may contain anything. */
const startOf = async (pid: number): Promise<string | null> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? null;
};
