/** Where repositories are, the Git that serves them, and how much of it may go on at once. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
import { findGit } from './git/find-git.ts';
import { createGate, type Gate } from './git/gate.ts';
import { writeHooks } from './hooks/write-hooks.ts';

/** How large things may be. */
export interface SourceLimits {
  /** What one push may send, in bytes as they are sent. */
  readonly pushBytesMax: number;
  /** What a repository may have on the disk. */
  readonly repositoryBytesMax: number;
  /** How many clones, fetches and pushes run at once. */
  readonly exchangesMax: number;
}

/** Where the store is, and what it may do. */
export interface SourceOptions {
  /** The folder of repositories; nothing is served without one. */
  readonly directory: string | undefined;
  /** The path of a Git; that of the system unless given. */
  readonly program?: string | undefined;
  readonly limits?: Partial<SourceLimits>;
  readonly log: Logger;
}

/** A Git that is there, and the folders that it works in. */
export interface RunningGit {
  readonly program: string;
  /** Where its parts are. */
  readonly parts: string;
  readonly libraries: string | null;
  readonly hooksFolder: string;
  /** Holds a folder for each repository. */
  readonly repositoriesFolder: string;
}

/** The store of a process. */
export interface SourceStore {
  /** Null where nothing is served. */
  readonly git: RunningGit | null;
  /** Why nothing is served, as a clause; null where something is. */
  readonly trouble: string | null;
  readonly limits: SourceLimits;
  /** Before clones, fetches and pushes. */
  readonly exchanges: Gate;
  /** Before what is read here; apart from the other, since a push waits for what is read in its course. */
  readonly readings: Gate;
}

/** What everything about repositories stands on. */
export interface SourceServices extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly source: SourceStore;
}

/** What is in force where nothing else is said. */
export const defaultSourceLimits: SourceLimits = {
  pushBytesMax: 2_147_483_648,
  repositoryBytesMax: 21_474_836_480,
  exchangesMax: 8,
};

const waitingForEach = 8;
const waitMs = 30_000;
const readingsMax = 4;

const openGit = async ({
  directory,
  program: named,
}: SourceOptions): Promise<RunningGit | string> => {
  if (directory === undefined) return 'MOORGATE_GIT_DIR is not set';
  const found = await findGit(named);
  if (typeof found === 'string') return found;
  const root = resolve(directory);
  const hooksFolder = join(root, 'hooks');
  const repositoriesFolder = join(root, 'repositories');
  for (const folder of [root, hooksFolder, repositoriesFolder])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeHooks(hooksFolder);
  const { path: program, parts, libraries } = found;
  return { program, parts, libraries, hooksFolder, repositoriesFolder };
};

/**
 * Opens it: makes the folders, and writes the hooks. Where there is no folder or no Git it is open all the same, and serves
 * nothing; the log says why. Throws where the folder cannot be written.
 */
export const openSource = async (options: SourceOptions): Promise<SourceStore> => {
  const limits = { ...defaultSourceLimits, ...options.limits };
  const opened = await openGit(options);
  const trouble = typeof opened === 'string' ? opened : null;
  if (trouble !== null)
    options.log.warn(`clones and pushes below /factories/ are answered 503: ${trouble}`);
  const { exchangesMax } = limits;
  return {
    git: typeof opened === 'string' ? null : opened,
    trouble,
    limits,
    exchanges: createGate({
      running: exchangesMax,
      runningForFactory: exchangesMax,
      runningForHolder: Math.max(1, Math.ceil(exchangesMax / 2)),
      waiting: exchangesMax * waitingForEach,
      waitMs,
    }),
    readings: createGate({
      running: readingsMax,
      runningForFactory: readingsMax,
      runningForHolder: readingsMax,
      waiting: readingsMax * waitingForEach,
      waitMs,
    }),
  };
};

/** The Git of the store. Throws `source_not_served`, with the reason, where there is none. */
export const requireGit = ({ git, trouble }: SourceStore): RunningGit => {
  if (git === null)
    throw fault('source_not_served', { detail: `On this server ${trouble ?? 'git is missing'}.` });
  return git;
};
