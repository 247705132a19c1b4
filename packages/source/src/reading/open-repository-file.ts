/** A file of a repository, as it is downloaded. */
import { spawn } from 'node:child_process';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { withStoreFaults } from '@moorgate/auth';
import { gitEnvironment } from '../git/git-environment.ts';
import { requireRepository } from '../repositories/find-repository.ts';
import { ensureFolder } from '../repositories/repository-folder.ts';
import { requireGit } from '../store.ts';
import { findCommit, findInCommit } from './find-object.ts';
import { openIn, type ReadingServices } from './open-repository.ts';
import type { RepositoryPlace } from './look-at-repository.ts';

/** A file that is being read; whoever does not read it to its end destroys the stream. */
export interface OpenedRepositoryFile {
  /** Of the commit. */
  readonly commitId: string;
  readonly lengthBytes: number;
  readonly bytes: Readable;
}

/**
 * Opens a file of any size, at the default branch unless a revision is named; undefined where there is none. It takes a turn of
 * clones and pushes until all of it is read from the disk, or its stream is closed. Throws as every reading does, and the reason of the signal.
 */
export const openRepositoryFile = async (
  services: ReadingServices,
  { revision, path, ...name }: RepositoryPlace,
  { holder }: { readonly holder: string },
): Promise<OpenedRepositoryFile | undefined> => {
  const git = requireGit(services.source);
  const repository = await withStoreFaults(() => requireRepository(services, name));
  const leave = await services.source.exchanges.enter({ factory: name.factory, holder });
  try {
    const opened = openIn(git, repository, await ensureFolder(git, repository));
    const commit = await findCommit(opened, revision ?? `refs/heads/${repository.defaultBranch}`);
    const found = commit && (await findInCommit(opened, commit.id, path));
    if (commit === undefined || found?.kind !== 'blob') {
      leave();
      return undefined;
    }
    const child = spawn(git.program, ['cat-file', 'blob', found.id], {
      cwd: opened.folder,
      env: { ...gitEnvironment(git), GIT_DIR: opened.folder },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // What a child has said is thrown away when it ends before anybody reads: this reads from the start, at the reader’s pace.
    const bytes = new PassThrough();
    child.once('error', (error) => bytes.destroy(error)).once('close', leave);
    // Git ends when nobody reads any more.
    pipeline(child.stdout, bytes, () => void child.kill());
    return { commitId: commit.id, lengthBytes: found.bytes, bytes };
  } catch (error) {
    leave();
    throw error;
  }
};
