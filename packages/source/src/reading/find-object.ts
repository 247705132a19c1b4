/** What a name leads to in a repository. */
import type { OpenedRepository } from './open-repository.ts';
import { isRevision, isTreePath } from './revision.ts';

/** An object. */
export interface FoundObject {
  readonly id: string;
  readonly kind: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: number;
}

const answerPattern = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)\n$/;

const find = async (
  { run }: OpenedRepository,
  expression: string,
): Promise<FoundObject | undefined> => {
  const args = ['cat-file', '--batch-check'];
  const { output } = await run({ args, input: `${expression}\n`, bytesMax: 16_384 });
  const match = answerPattern.exec(output.toString('latin1'));
  if (match === null) return undefined;
  const [, id, kind, bytes] = match;
  return { id: id!, kind: kind as FoundObject['kind'], bytes: Number(bytes) };
};

/** The commit that the revision names, tags followed; undefined where it names none. */
export const findCommit = (
  opened: OpenedRepository,
  revision: string,
): Promise<FoundObject | undefined> =>
  isRevision(revision) ? find(opened, `${revision}^{commit}`) : Promise.resolve(undefined);

/** The file or the folder at this path of a commit; undefined where there is none. */
export const findInCommit = (
  opened: OpenedRepository,
  commitId: string,
  path: string,
): Promise<FoundObject | undefined> =>
  isTreePath(path) ? find(opened, `${commitId}:${path}`) : Promise.resolve(undefined);
