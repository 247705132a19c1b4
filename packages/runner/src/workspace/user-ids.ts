/** A user id of its own for each run, on a host where others may give some away too. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';
import type { WorkFolder } from './work-folder.ts';

/** Both ends belong to it. */
export interface UserIdRange {
  readonly first: number;
  readonly last: number;
}

/** Gives user ids away, and takes them back. */
export interface UserIds {
  claim(): Promise<number>;
  release(userId: number): Promise<void>;
  /** Those that a runner of this work folder had when it ended. */
  listStale(): Promise<number[]>;
}

/** One folder for all runners of a host; a file in it, named by the user id, names the work folder of its runner. */
const defaultClaims = '/run/moorgate-runner/users';

const isTaken = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';

/**
 * Gives away one id after the other, so that a run that comes later does not get one that was used lately, and never one that
 * somebody has. Claims outlive the process: whoever takes the work folder over finds by them what to end.
 */
export const createUserIds = async (
  work: WorkFolder,
  { first, last: end }: UserIdRange,
  claims = defaultClaims,
): Promise<UserIds> => {
  await mkdir(claims, { recursive: true, mode: 0o700 });
  const nextFile = join(work.root, 'next-user');
  const saved = Number(await readFile(nextFile, 'utf8').catch(() => ''));
  const count = end - first + 1;
  let next = Number.isInteger(saved) && saved >= first && saved <= end ? saved : first;

  const take = async (): Promise<number | null> => {
    const userId = next;
    next = first + ((userId - first + 1) % count);
    try {
      await writeFile(join(claims, String(userId)), work.root, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (isTaken(error)) return null;
      throw error;
    }
    await writeFile(`${nextFile}.new`, String(next), { mode: 0o600 });
    await rename(`${nextFile}.new`, nextFile);
    return userId;
  };
  const claim = async (): Promise<number> => {
    for (let tries = 0; tries < count; tries += 1) {
      const userId = await take();
      if (userId !== null) return userId;
    }
    throw fault('runner_users_exhausted');
  };
  // One after the other: they share the file of the next one.
  let last: Promise<unknown> = Promise.resolve();
  return {
    claim: () => {
      const claimed = last.then(claim);
      last = claimed.catch(() => undefined);
      return claimed;
    },
    release: (userId) => rm(join(claims, String(userId)), { force: true }),
    listStale: async () => {
      const stale: number[] = [];
      for (const name of await readdir(claims)) {
        const owner = await readFile(join(claims, name), 'utf8').catch(() => null);
        if (owner === work.root) stale.push(Number(name));
      }
      return stale;
    },
  };
};
