/** The history of a repository, and what one commit changed. */
import { fault } from '@moorgate/errors';
import type { Repository } from '../repositories/repository.ts';
import type { Commit } from './commit.ts';
import { findCommit } from './find-object.ts';
import { type OpenedRepository, type ReadingServices, withRepository } from './open-repository.ts';
import { readOpenedCommit, type RepositoryRevision } from './read-commit.ts';

/** A page of history, newest first. */
export interface CommitPage {
  readonly repository: Repository;
  /** Of each message the first line. */
  readonly commits: readonly Commit[];
  /** The commit that the history is of. */
  readonly head: string;
  /** How many commits come before the next page; null for the last one. */
  readonly next: number | null;
}

/** Which page. */
export interface HistoryPlace extends RepositoryRevision {
  /** How many of the newest commits are left out. */
  readonly skip: number;
}

/** A commit, and what it changed against its first parent. */
export interface CommitChange {
  readonly repository: Repository;
  readonly commit: Commit;
  /** `A` added, `M` modified, `D` deleted, `T` of another kind. */
  readonly files: readonly { readonly status: string; readonly path: string }[];
  readonly patch: string;
  /** True where the patch, or the list, is longer. */
  readonly isCut: boolean;
}

const pageSize = 50;
const pageBytesMax = 1_048_576;
const patchBytesMax = 262_144;
const timeoutMs = 10_000;
const fields = 5;

const commitsFrom = (output: string): Commit[] => {
  const words = output.split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + fields < words.length + 1 && words[at] !== ''; at += fields) {
    const [id = '', parents = '', author = '', seconds = '', message = ''] = words.slice(at);
    const committed = new Date(Number(seconds) * 1_000);
    commits.push({
      id,
      parents: parents.split(' ').filter(Boolean),
      author,
      at: committed,
      message,
    });
  }
  return commits;
};

/**
 * Fifty commits at most of the history of this revision; undefined where it names none. Pages are counted from its newest commit:
 * where lines of history run side by side, no commit leads to all that are older. Throws as every reading does.
 */
export const listCommits = (
  services: ReadingServices,
  { revision, skip, ...name }: HistoryPlace,
): Promise<CommitPage | undefined> =>
  withRepository(services, name, async (opened) => {
    const found = await findCommit(opened, revision);
    if (found === undefined) return undefined;
    const format = '--format=tformat:%H%x00%P%x00%an <%ae>%x00%ct%x00%s';
    const how = ['-z', '--no-show-signature', '--encoding=UTF-8', format];
    const which = [`--skip=${String(skip)}`, `--max-count=${String(pageSize + 1)}`];
    const args = ['log', ...how, ...which, found.id];
    const { ok, output, complaint } = await opened.run({ args, bytesMax: pageBytesMax, timeoutMs });
    if (!ok) throw fault('internal', { cause: new Error(`log: ${complaint}`) });
    const commits = commitsFrom(output.toString('utf8'));
    const next = commits.length > pageSize ? skip + pageSize : null;
    const { repository } = opened;
    return { repository, head: found.id, commits: commits.slice(0, pageSize), next };
  });

const diff = (opened: OpenedRepository, id: string, ...how: readonly string[]) => {
  const which = ['--root', '--no-commit-id', '-r', '-m', '--first-parent', '--no-renames'];
  const args = ['diff-tree', ...which, '--no-ext-diff', '--no-textconv', ...how, id];
  return opened.run({ args, bytesMax: patchBytesMax, timeoutMs });
};

/** The commit that the revision names, with what it changed; undefined where it names none. Throws as every reading does. */
export const readCommitChange = (
  services: ReadingServices,
  { revision, ...name }: RepositoryRevision,
): Promise<CommitChange | undefined> =>
  withRepository(services, name, async (opened) => {
    const found = await findCommit(opened, revision);
    if (found === undefined) return undefined;
    const commit = await readOpenedCommit(opened, found.id);
    const listed = await diff(opened, found.id, '--name-status', '-z');
    const patch = await diff(opened, found.id, '-p');
    const words = listed.output.toString('utf8').split('\0');
    const files = [];
    for (let at = 0; at + 2 < words.length; at += 2)
      files.push({ status: words[at]!, path: words[at + 1]! });
    return {
      repository: opened.repository,
      commit,
      files,
      patch: patch.output.toString('utf8'),
      isCut: listed.isCut || patch.isCut || !listed.ok || !patch.ok,
    };
  });
