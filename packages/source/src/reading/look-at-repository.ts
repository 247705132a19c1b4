/** What is at one path of a repository, for somebody who looks at it. */
import { fault } from '@moorgate/errors';
import type { Repository, RepositoryName } from '../repositories/repository.ts';
import type { Commit } from './commit.ts';
import { findCommit, findInCommit, type FoundObject } from './find-object.ts';
import { type OpenedRepository, type ReadingServices, withRepository } from './open-repository.ts';
import { readOpenedCommit } from './read-commit.ts';

/** What to look at; the default branch unless a revision is named. */
export interface RepositoryPlace extends RepositoryName {
  readonly revision: string | null;
  /** The empty text for the root. */
  readonly path: string;
}

/** One entry of a folder. */
export interface TreeEntry {
  readonly name: string;
  /** `link` for a symbolic link, `module` for a submodule, of which there is nothing here. */
  readonly kind: 'file' | 'program' | 'folder' | 'link' | 'module';
  /** Of a file; null for what has no size. */
  readonly bytes: number | null;
}

/** What is there. */
export type SeenPlace = { readonly repository: Repository } & (
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'folder';
      readonly commit: Commit;
      readonly entries: readonly TreeEntry[];
      /** True where there are more than are listed. */
      readonly isCut: boolean;
    }
  | {
      readonly kind: 'file';
      readonly commit: Commit;
      readonly bytes: number;
      /** Null for a file that is too large to be shown. */
      readonly content: Buffer | null;
    }
);

const listBytesMax = 1_048_576;
const shownBytesMax = 262_144;

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '040000': 'folder',
  '100755': 'program',
  '120000': 'link',
  '160000': 'module',
};

const entryFrom = (line: string): TreeEntry => {
  const tab = line.indexOf('\t');
  const [mode = '', , , size = '-'] = line.slice(0, tab).split(/ +/);
  const kind = kinds[mode] ?? 'file';
  return { name: line.slice(tab + 1), kind, bytes: size === '-' ? null : Number(size) };
};

const readFolder = async ({ run }: OpenedRepository, { id }: FoundObject) => {
  const args = ['ls-tree', '-z', '--long', id];
  const { ok, output, isCut, complaint } = await run({ args, bytesMax: listBytesMax });
  if (!ok) throw fault('internal', { cause: new Error(`ls-tree: ${complaint}`) });
  const lines = output.toString('utf8').split('\0');
  // The last is empty, or not whole.
  const entries = lines.slice(0, -1).map(entryFrom);
  const isFolder = ({ kind }: TreeEntry): boolean => kind === 'folder';
  const sorted = [...entries.filter(isFolder), ...entries.filter((one) => !isFolder(one))];
  return { kind: 'folder', entries: sorted, isCut } as const;
};

const readFile = async ({ run }: OpenedRepository, { id, bytes }: FoundObject) => {
  if (bytes > shownBytesMax) return { kind: 'file', bytes, content: null } as const;
  const args = ['cat-file', 'blob', id];
  const { ok, output, complaint } = await run({ args, bytesMax: shownBytesMax });
  if (!ok) throw fault('internal', { cause: new Error(`cat-file: ${complaint}`) });
  return { kind: 'file', bytes, content: output } as const;
};

/**
 * What is at the path: a folder, a file with its content unless it is larger than 256 KiB, or nothing yet where the default
 * branch is not there; undefined where there is no such revision or path. Throws as every reading does.
 */
export const lookAtRepository = (
  services: ReadingServices,
  { revision, path, ...name }: RepositoryPlace,
): Promise<SeenPlace | undefined> =>
  withRepository(services, name, async (opened) => {
    const { repository } = opened;
    const found = await findCommit(opened, revision ?? `refs/heads/${repository.defaultBranch}`);
    if (found === undefined) {
      const isEmpty = revision === null && path === '';
      return isEmpty ? { repository, kind: 'empty' } : undefined;
    }
    const object = await findInCommit(opened, found.id, path);
    if (object === undefined) return undefined;
    const commit = await readOpenedCommit(opened, found.id);
    if (object.kind === 'tree')
      return { repository, commit, ...(await readFolder(opened, object)) };
    return object.kind === 'blob'
      ? { repository, commit, ...(await readFile(opened, object)) }
      : undefined;
  });
