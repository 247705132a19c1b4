/** The data directory: what stands where in it, and with which rights. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The places of one installation. */
export interface DataDirectory {
  readonly root: string;
  /** Keys and certificates under the names that existing installations use, so that theirs can be dropped in. */
  readonly certs: string;
  /** Secrets that never enter the database. */
  readonly keys: string;
  readonly blobs: string;
}

/** The folder that the checkout stands in, whatever the current folder is. */
export const installationRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where an installation keeps its data unless told otherwise. */
export const defaultDataDirectory = join(installationRoot, 'var');

/**
 * Makes the data directory with what is missing in it. As root it can be traversed by others (0711), because PostgreSQL
 * runs as another user then; the folders in it cannot.
 */
export const openDataDirectory = (path: string): DataDirectory => {
  const root = resolve(path);
  const directory = {
    root,
    certs: join(root, 'certs'),
    keys: join(root, 'keys'),
    blobs: join(root, 'blobs'),
  };
  mkdirSync(root, { recursive: true });
  chmodSync(root, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const folder of [directory.certs, directory.keys, directory.blobs])
    mkdirSync(folder, { mode: 0o700, recursive: true });
  return directory;
};

/** A secret of 43 characters [A-Za-z0-9_-] that stays the same once it was made; its file is readable by its owner alone. */
export const keptSecret = (directory: DataDirectory, name: string): string => {
  const path = join(directory.keys, name);
  if (!existsSync(path)) {
    try {
      writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process that starts at the same time was faster: its secret is as good.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return readFileSync(path, 'utf8');
};
