/** Walks through a folder of somebody else without ever leaving it. */
import { lstat, opendir, type FileHandle } from 'node:fs/promises';
import { entryOf, openFolderIn } from './open-beneath.ts';

/** What an entry is; whatever is neither file, folder nor link is `other`. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** One entry; its folder is open until the next one is asked for. */
export interface WalkedEntry {
  /** From the start, with slashes in between. */
  readonly path: string;
  readonly name: string;
  readonly parent: FileHandle;
  readonly kind: EntryKind;
}

/** How far a walk goes. */
export interface WalkBounds {
  /** Folders deeper than that are not entered. */
  readonly depthMax: number;
  /** Entries for which this holds are passed over, with all that is in them. */
  readonly isSkipped?: (path: string, kind: EntryKind) => boolean;
}

const kindOf = async (folder: FileHandle, name: string): Promise<EntryKind> => {
  const found = await lstat(entryOf(folder, name));
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
};

/** Names that are no UTF-8 come with U+FFFD in them, and cannot be opened: they are passed over. */
const namesIn = async (folder: FileHandle): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of await opendir(entryOf(folder, '.')))
    if (!name.includes('\ufffd')) names.push(name);
  return names.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
};

/**
 * Every entry below an open folder, in the order of the bytes of the names, a folder before what is in it. Links are told and
 * never followed.
 */
export async function* walkBeneath(
  root: FileHandle,
  bounds: WalkBounds,
  prefix = '',
): AsyncGenerator<WalkedEntry> {
  const depth = prefix === '' ? 0 : prefix.split('/').length;
  for (const name of await namesIn(root)) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const kind = await kindOf(root, name);
    if (bounds.isSkipped?.(path, kind) === true) continue;
    yield { path, name, parent: root, kind };
    if (kind !== 'folder' || depth + 1 >= bounds.depthMax) continue;
    const inner = await openFolderIn(root, name);
    try {
      yield* walkBeneath(inner, bounds, path);
    } finally {
      await inner.close();
    }
  }
}
