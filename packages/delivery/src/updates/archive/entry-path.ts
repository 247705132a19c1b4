/** Paths of entries: names of files in an update, never of files on this host. */
import { forbidden } from './archive-faults.ts';

const pathBytesMax = 1_024;
const segmentBytesMax = 255;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const controls = /[\u0000-\u001f\u007f]/;

const decode = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw forbidden(bytes.toString('latin1'), 'is not UTF-8');
  }
};

const requireSegment = (path: string, segment: string): void => {
  if (segment === '') throw forbidden(path, 'is absolute or has an empty part');
  if (segment === '.' || segment === '..') throw forbidden(path, 'has a part of dots');
  if (Buffer.byteLength(segment) > segmentBytesMax)
    throw forbidden(path, 'has a part that is too long');
};

/**
 * The path of an entry: relative, in UTF-8, without `.` and `..`, empty parts and control characters, 1,024 bytes at most.
 * The slash behind the name of a folder is taken off.
 * Faults: archive_entry_forbidden.
 */
export const readEntryPath = (
  bytes: Buffer,
): { readonly path: string; readonly hasSlash: boolean } => {
  const whole = decode(bytes);
  if (bytes.length > pathBytesMax) throw forbidden(whole, 'is too long a path');
  if (controls.test(whole)) throw forbidden(whole, 'has a control character');
  const hasSlash = whole.endsWith('/');
  const path = hasSlash ? whole.slice(0, -1) : whole;
  for (const segment of path.split('/')) requireSegment(whole, segment);
  return { path, hasSlash };
};

/** Remembers the paths of an archive. */
export interface PathBook {
  /** Passes for a path that is new, and no file where another entry needs a folder. Throws `archive_entry_forbidden`. */
  enter(path: string, kind: 'file' | 'folder'): void;
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Makes one. */
export const createPathBook = (): PathBook => {
  const files = new Set<string>();
  const entered = new Set<string>();
  /** Folders that have entries, named by one of their own or not. */
  const parents = new Set<string>();

  const enterParents = (path: string): void => {
    for (let parent = parentOf(path); parent !== '' && !parents.has(parent);) {
      if (files.has(parent)) throw forbidden(path, 'is below a file');
      parents.add(parent);
      parent = parentOf(parent);
    }
  };

  return {
    enter: (path, kind) => {
      if (files.has(path) || entered.has(path)) throw forbidden(path, 'occurs twice');
      if (kind === 'file' && parents.has(path)) throw forbidden(path, 'is a file and a folder');
      enterParents(path);
      (kind === 'file' ? files : entered).add(path);
    },
  };
};
