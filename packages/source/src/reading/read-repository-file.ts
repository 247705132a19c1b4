/** Reading one file of a repository. */
import { fault } from '@moorgate/errors';
import type { RepositoryName } from '../repositories/repository.ts';
import { findCommit, findInCommit } from './find-object.ts';
import { type ReadingServices, withRepository } from './open-repository.ts';

/** Which file. */
export interface RepositoryFile extends RepositoryName {
  /** An object name, or that of a branch or a tag. */
  readonly revision: string;
  readonly path: string;
  /** A larger file is not read; 1 MiB unless said. */
  readonly bytesMax?: number;
}

const bytesMaxUsual = 1_048_576;

/**
 * The content of the file at that revision; undefined where there is no such revision or file. Throws `source_file_too_large` for
 * one that is larger than its limit, and `git_repository_not_found`, `source_not_served`, `too_many_git_requests` and
 * `service_unavailable`.
 */
export const readRepositoryFile = (
  services: ReadingServices,
  { revision, path, bytesMax = bytesMaxUsual, ...name }: RepositoryFile,
): Promise<Buffer | undefined> =>
  withRepository(services, name, async (opened) => {
    const commit = await findCommit(opened, revision);
    const found = commit && (await findInCommit(opened, commit.id, path));
    if (found?.kind !== 'blob') return undefined;
    if (found.bytes > bytesMax)
      throw fault('source_file_too_large', { detail: `${path} has ${found.bytes} bytes.` });
    const args = ['cat-file', 'blob', found.id];
    const { ok, output, complaint } = await opened.run({ args, bytesMax });
    if (!ok || output.length !== found.bytes)
      throw fault('internal', { cause: new Error(`cat-file: ${complaint}`) });
    return output;
  });
