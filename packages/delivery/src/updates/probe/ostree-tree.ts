/** Files of one commit of a repository, by their paths in the file system that the commit is. */
import type { StoredFiles } from '../stored-files.ts';
import { VariantError } from './gvariant.ts';
import {
  type OstreeFile,
  type OstreeFolder,
  readCommit,
  readFilez,
  readFolder,
} from './ostree-objects.ts';

/** What is looked for is short; larger objects are not what they should be. */
const metadataBytesMax = 16 * 1_048_576;
const fileBytesMax = 1_048_576;
const linksMax = 20;

/** A commit whose files can be read. */
export interface OstreeTree {
  /** The content of a file, symbolic links followed; null where there is none. Throws `VariantError`. */
  readFile(path: string): Promise<Buffer | null>;
}

const objectPath = (checksum: string, kind: string): string =>
  `ostree_repo/objects/${checksum.slice(0, 2)}/${checksum.slice(2)}.${kind}`;

const requireObject = async (
  stored: StoredFiles,
  checksum: string,
  kind: string,
): Promise<Buffer> => {
  const object = await stored.read(objectPath(checksum, kind), metadataBytesMax);
  if (object === null) throw new VariantError(`the ${kind} object ${checksum} is missing`);
  return object;
};

const readFileObject = async (stored: StoredFiles, checksum: string): Promise<OstreeFile> => {
  const packed = await stored.read(objectPath(checksum, 'filez'), metadataBytesMax);
  if (packed !== null) return readFilez(packed, fileBytesMax);
  return { content: await requireObject(stored, checksum, 'file') };
};

const partsOf = (path: string): string[] =>
  path.split('/').filter((part) => part !== '' && part !== '.');

/** Opens the commit. Throws `VariantError` where it, or its root folder, cannot be read. */
export const openOstreeTree = async (stored: StoredFiles, commit: string): Promise<OstreeTree> => {
  const readFolderObject = async (checksum: string): Promise<OstreeFolder> =>
    readFolder(await requireObject(stored, checksum, 'dirtree'));
  const root = await readFolderObject(readCommit(await requireObject(stored, commit, 'commit')));

  const resolve = async (path: readonly string[], linksLeft: number): Promise<Buffer | null> => {
    const behind: OstreeFolder[] = [];
    let folder = root;
    for (const [index, part] of path.entries()) {
      const rest = path.slice(index + 1);
      if (part === '..') {
        folder = behind.pop() ?? root;
        continue;
      }
      const child = folder.folders.get(part);
      if (child !== undefined) {
        behind.push(folder);
        folder = await readFolderObject(child);
        continue;
      }
      const checksum = folder.files.get(part);
      if (checksum === undefined) return null;
      const file = await readFileObject(stored, checksum);
      if ('content' in file) return rest.length === 0 ? file.content : null;
      if (linksLeft === 0) return null;
      const base = file.linkTarget.startsWith('/') ? [] : path.slice(0, index);
      return resolve([...base, ...partsOf(file.linkTarget), ...rest], linksLeft - 1);
    }
    return null;
  };

  return { readFile: (path) => resolve(partsOf(path), linksMax) };
};
