/** Folders that runs find again. Each is one run's at a time, and kept where that run has passed. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rename, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunOrder } from '../server/run-order.ts';
import { removeTree } from './remove-tree.ts';
import { runCommand } from './run-command.ts';
import type { WorkFolder } from './work-folder.ts';

/** Whose volume it is. */
export type VolumeOwner = Pick<RunOrder, 'factory' | 'source' | 'publishes'>;

/** On a host; those that were used last stay. */
const volumesMax = 32;

const placeOf = (work: WorkFolder): string => join(work.root, 'volumes');

/**
 * What is kept is for runs of the same branch alone, and those that publish share nothing with others: whoever may start one
 * must not be able to put something into the way of the other.
 */
const keyOf = ({ factory, source, publishes }: VolumeOwner, name: string): string => {
  const parts = [factory, source?.repository ?? null, source?.ref ?? null, publishes.apps, name];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
};

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Takes a volume away from where it is kept, for the user of a run; false where there is none, or another run has it. */
export const takeVolume = async (
  work: WorkFolder,
  { owner, name, userId }: { owner: VolumeOwner; name: string; userId: number | null },
  target: string,
): Promise<boolean> => {
  try {
    await rename(join(placeOf(work), keyOf(owner, name)), target);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await chmod(target, 0o700);
  if (userId === null) return true;
  const whose = `${userId}:${userId}`;
  // Links are given away themselves, not what they lead to.
  const { exitCode } = await runCommand('chown', [
    ...['--recursive', '-P', '--no-dereference', '--', whose, target],
  ]);
  if (exitCode === 0) return true;
  await removeTree(target);
  return false;
};

const isLow = async (path: string, reserveBytes: number): Promise<boolean> => {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize < 2 * reserveBytes;
};

/** Those that were not used for the longest time go first. */
const prune = async (place: string, reserveBytes: number): Promise<void> => {
  const names = await readdir(place);
  const used = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(place, name))).mtimeMs })),
  );
  used.sort((one, other) => other.atMs - one.atMs);
  while (used.length > volumesMax || (used.length > 0 && (await isLow(place, reserveBytes))))
    await removeTree(join(place, used.pop()!.name));
};

/** Keeps what a run leaves in a volume, in the place of what another one may have left meanwhile. */
export const keepVolume = async (
  work: WorkFolder,
  { owner, name, reserveBytes }: { owner: VolumeOwner; name: string; reserveBytes: number },
  source: string,
): Promise<void> => {
  const place = placeOf(work);
  await mkdir(place, { recursive: true, mode: 0o700 });
  const target = join(place, keyOf(owner, name));
  await removeTree(target);
  await rename(source, target);
  await utimes(target, new Date(), new Date());
  await prune(place, reserveBytes);
};
