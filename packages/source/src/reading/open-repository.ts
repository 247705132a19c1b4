/** What everything that is read begins with: the repository, its folder, and a turn. */
import { withStoreFaults, type Context } from '@moorgate/auth';
import { requireRepository } from '../repositories/find-repository.ts';
import type { Repository, RepositoryName } from '../repositories/repository.ts';
import { ensureFolder } from '../repositories/repository-folder.ts';
import { type GitOutcome, type GitRun, runGit } from '../git/run-git.ts';
import { requireGit, type RunningGit, type SourceServices } from '../store.ts';

/** What reading stands on. */
export type ReadingServices = SourceServices & Pick<Context, 'confirmations'>;

/** A repository that is read. */
export interface OpenedRepository {
  readonly repository: Repository;
  readonly git: RunningGit;
  readonly folder: string;
  /** Runs Git in it. */
  run(run: Omit<GitRun, 'folder'>): Promise<GitOutcome>;
}

/** A repository whose folder is there. */
export const openIn = (
  git: RunningGit,
  repository: Repository,
  folder: string,
): OpenedRepository => ({
  repository,
  git,
  folder,
  run: (run) => runGit(git, { ...run, folder }),
});

/**
 * Calls `read` when it is its turn. Throws `git_repository_not_found`, `source_not_served`, `too_many_git_requests` and
 * `service_unavailable`.
 */
export const withRepository = async <T>(
  services: ReadingServices,
  name: RepositoryName,
  read: (opened: OpenedRepository) => Promise<T>,
): Promise<T> => {
  const git = requireGit(services.source);
  const repository = await withStoreFaults(() => requireRepository(services, name));
  const leave = await services.source.readings.enter({ factory: name.factory, holder: 'reading' });
  try {
    const folder = await ensureFolder(git, repository);
    return await read(openIn(git, repository, folder));
  } finally {
    leave();
  }
};
