/** The folder of a repository: bare, under the id of the repository, made when it is needed first. */
import { randomUUID } from 'node:crypto';
import { access, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runGit } from '../git/run-git.ts';
import type { RunningGit } from '../store.ts';
import type { Repository } from './repository.ts';

/** What the folder of a repository is called. */
export const folderNameOf = (id: string): string => `${id}.git`;

/** Where it is, made or not. */
export const folderOf = ({ repositoriesFolder }: RunningGit, id: string): string =>
  join(repositoriesFolder, folderNameOf(id));

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const headOf = (defaultBranch: string): string => `ref: refs/heads/${defaultBranch}\n`;

/** Makes it beside its place, and moves it there: of two that do so at once one is kept, and nobody sees a part. */
const makeFolder = async (git: RunningGit, repository: Repository): Promise<void> => {
  const draft = join(git.repositoriesFolder, `draft-${randomUUID()}`);
  const args = ['init', '--quiet', '--bare', '--template=', draft];
  const run = { folder: git.repositoriesFolder, args, bytesMax: 1_000, isRepository: false };
  const { ok, complaint } = await runGit(git, run);
  if (!ok) throw new Error(`a repository could not be made: ${complaint}`);
  await writeFile(join(draft, 'HEAD'), headOf(repository.defaultBranch));
  try {
    await rename(draft, folderOf(git, repository.id));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere(join(folderOf(git, repository.id), 'HEAD')))) throw error;
  }
};

/** The folder, which is there afterwards, with `HEAD` at the default branch. */
export const ensureFolder = async (git: RunningGit, repository: Repository): Promise<string> => {
  const folder = folderOf(git, repository.id);
  const head = join(folder, 'HEAD');
  const present = await readFile(head, 'utf8').catch(() => null);
  if (present === null) await makeFolder(git, repository);
  else if (present !== headOf(repository.defaultBranch)) {
    const draft = join(folder, `HEAD-${randomUUID()}`);
    await writeFile(draft, headOf(repository.defaultBranch));
    await rename(draft, head);
  }
  return folder;
};
