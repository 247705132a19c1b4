/** Housekeeping of repositories: fewer and smaller packs, and nothing that no reference leads to. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  listRepositoryIds,
  updateRepositoryBytes,
  updateRepositoryTidied,
  updateRepositoryToTidy,
} from '@moorgate/db';
import { runGit } from '../git/run-git.ts';
import type { RunningGit, SourceServices } from '../store.ts';
import { measureRepository } from './measure-repository.ts';
import { folderOf } from './repository-folder.ts';

const dayMs = 86_400_000;
const turnMs = 7_200_000;
/** What nothing leads to stays so long: a push may be under way that is about to lead to it. */
const restSeconds = 86_400;
/** A child is ended before, and every other lock lasts for moments: what holds one that old has been killed. */
const staleLockMs = 3_600_000;
/** What names the process that collects; on another host, as a container is after each start, nobody could tell that it ended. */
const collectorFile = 'gc.pid';
const outputBytesMax = 65_536;

/** How much is kept as it comes before it is put together, and how much a child takes for that. */
const collection = {
  'gc.pruneExpire': `${restSeconds}.seconds.ago`,
  'gc.reflogExpire': 'now',
  'gc.reflogExpireUnreachable': 'now',
  'gc.auto': '2000',
  'gc.autoPackLimit': '20',
  'gc.autoDetach': 'false',
  'pack.windowMemory': '64m',
} as const;

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** Git refuses for ever what is locked by somebody who was killed. */
const removeStaleLocks = async (folder: string, nowMs: number): Promise<void> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const isLock = entry.name.endsWith('.lock') || entry.name === collectorFile;
    if (!entry.isFile() || !isLock) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => null);
    if (found !== null && nowMs - found.mtimeMs > staleLockMs) await rm(path, { force: true });
  }
};

const tidy = async (
  services: SourceServices,
  git: RunningGit,
  { id, signal }: { readonly id: string; readonly signal: AbortSignal },
): Promise<boolean> => {
  const folder = folderOf(git, id);
  if (!(await isFolder(folder))) return true;
  await removeStaleLocks(folder, Date.now());
  const args = ['maintenance', 'run', '--quiet', '--task=gc'];
  const run = { folder, args, bytesMax: outputBytesMax, timeoutMs: turnMs / 2, signal };
  const { ok, complaint } = await runGit(git, { ...run, configuration: collection });
  if (!ok) services.log.warn({ complaint, repository: id }, 'a Git repository was not tidied');
  const bytes = await measureRepository(git, folder);
  if (bytes !== null) await updateRepositoryBytes(services.db, id, bytes);
  return ok;
};

/**
 * Tidies repositories that were pushed to, one after the other, each once a day: packs are put together, and what nothing has led
 * to for a day is removed, such as what a refused push left. Of several processes each takes others. Ends, in the middle of
 * one, when the signal is aborted.
 */
export const tidyRepositories = async (
  services: SourceServices,
  signal: AbortSignal,
): Promise<void> => {
  const { db, clock, source } = services;
  if (source.git === null) return;
  while (!signal.aborted) {
    const now = clock.now();
    const turn = await updateRepositoryToTidy(db, {
      now,
      until: new Date(now.getTime() + turnMs),
      tidiedBefore: new Date(now.getTime() - dayMs),
      restSeconds: 2 * restSeconds,
    });
    if (turn === undefined) return;
    let isDone = false;
    try {
      isDone = await tidy(services, source.git, { id: turn.id, signal });
    } finally {
      // One that fails has its turn again with the next day, and does not keep the others waiting.
      const tidiedAt = isDone || !signal.aborted ? now : null;
      await updateRepositoryTidied(db, turn.id, tidiedAt);
    }
  }
};

/**
 * Removes the folders of repositories that are deleted, and drafts that a killed process left. A repository has its record
 * before it has a folder, so one without a record is nobody’s.
 */
export const removeLeftFolders = async (services: SourceServices): Promise<void> => {
  const { git } = services.source;
  if (git === null) return;
  const names = await readdir(git.repositoriesFolder);
  const ids = new Set(await listRepositoryIds(services.db));
  for (const name of names) {
    const path = join(git.repositoriesFolder, name);
    const isLeft = name.startsWith('draft-')
      ? Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Infinity) > staleLockMs
      : !ids.has(name.replace(/\.git$/, ''));
    if (isLeft) await rm(path, { recursive: true, force: true });
  }
};
