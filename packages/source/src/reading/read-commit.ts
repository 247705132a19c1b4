/** Reading commits. */
import { fault } from '@moorgate/errors';
import type { RepositoryName } from '../repositories/repository.ts';
import { type Commit, commitFormat, commitFrom } from './commit.ts';
import { findCommit } from './find-object.ts';
import { type OpenedRepository, type ReadingServices, withRepository } from './open-repository.ts';

/** Which commit. */
export interface RepositoryRevision extends RepositoryName {
  /** An object name, or that of a branch or a tag. */
  readonly revision: string;
}

const messageBytesMax = 65_536;

/** The commit of this object name, in a repository that is open. Throws `internal`. */
export const readOpenedCommit = async (opened: OpenedRepository, id: string): Promise<Commit> => {
  const format = `--format=tformat:${commitFormat}`;
  const args = ['log', '-1', '--no-show-signature', '--encoding=UTF-8', format, id];
  const { ok, output, complaint } = await opened.run({ args, bytesMax: messageBytesMax });
  if (!ok || output.length === 0)
    throw fault('internal', { cause: new Error(`log: ${complaint}`) });
  return commitFrom(output.toString('utf8'));
};

/**
 * The commit that the revision names, tags followed; undefined where it names none. Throws `git_repository_not_found`,
 * `source_not_served`, `too_many_git_requests` and `service_unavailable`.
 */
export const readCommit = (
  services: ReadingServices,
  { revision, ...name }: RepositoryRevision,
): Promise<Commit | undefined> =>
  withRepository(services, name, async (opened) => {
    const found = await findCommit(opened, revision);
    return found && readOpenedCommit(opened, found.id);
  });
