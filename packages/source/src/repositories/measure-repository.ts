/** How much a repository has on the disk. */
import { runGit } from '../git/run-git.ts';
import type { RunningGit } from '../store.ts';

/** The bytes of its objects, in steps of 1,024; null where that cannot be told. */
export const measureRepository = async (
  git: RunningGit,
  folder: string,
): Promise<number | null> => {
  const run = { folder, args: ['count-objects', '-v'], bytesMax: 4_096 };
  const { ok, output } = await runGit(git, run);
  if (!ok) return null;
  const sizes = [...output.toString('latin1').matchAll(/^size(?:-pack|-garbage)?: (\d+)$/gm)];
  return sizes.reduce((sum, [, kib]) => sum + Number(kib) * 1_024, 0);
};
