/** The references of a repository. */
import { fault } from '@moorgate/errors';
import type { RepositoryName } from '../repositories/repository.ts';
import { runGit } from '../git/run-git.ts';
import type { RunningGit } from '../store.ts';
import { type ReadingServices, withRepository } from './open-repository.ts';

const bytesMax = 33_554_432;

/** Those of the repository in this folder. Throws `internal` where there are more than are ever let in. */
export const listOpenReferences = async (
  git: RunningGit,
  folder: string,
): Promise<ReadonlyMap<string, string>> => {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)'];
  const { ok, output, isCut, complaint } = await runGit(git, { folder, args, bytesMax });
  if (!ok || isCut) throw fault('internal', { cause: new Error(`for-each-ref: ${complaint}`) });
  const lines = output.toString('utf8').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const space = line.indexOf(' ');
        return [line.slice(space + 1), line.slice(0, space)] as const;
      }),
  );
};

/**
 * The object that each reference leads to, by the full name of the reference, such as `refs/heads/main`. Throws
 * `git_repository_not_found`, `source_not_served`, `too_many_git_requests` and `service_unavailable`.
 */
export const listReferences = (
  services: ReadingServices,
  name: RepositoryName,
): Promise<ReadonlyMap<string, string>> =>
  withRepository(services, name, ({ git, folder }) => listOpenReferences(git, folder));
