/** The data directory: what stands where in it, and with which rights. */
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  /** Those of them that gateways share. */
  readonly gatewayKeys: string;
  readonly blobs: string;
  /** Container images, with the configuration of the registry that keeps them. */
  readonly registry: string;
  /** Where the admin API appends the checkpoints of the audit chain; a copy elsewhere proves more. */
  readonly auditCheckpoints: string;
}

/** The folder that the checkout stands in, whatever the current folder is. */
export const installationRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where an installation keeps its data unless told otherwise. */
export const defaultDataDirectory = join(installationRoot, 'var');

/** Where everything stands in a data directory, whether it is there or not. */
export const locateDataDirectory = (path: string): DataDirectory => {
  const root = resolve(path);
  return {
    root,
    certs: join(root, 'certs'),
    keys: join(root, 'keys'),
    gatewayKeys: join(root, 'keys', 'gateway'),
    blobs: join(root, 'blobs'),
    registry: join(root, 'registry'),
    auditCheckpoints: join(root, 'audit-checkpoints.ndjson'),
  };
};

/**
 * Makes what is missing of the data directory. As root it can be traversed by others (0711), because PostgreSQL runs as
 * another user then; the folders in it cannot. A directory that is there already keeps its rights.
 */
export const makeDataDirectory = (directory: DataDirectory): void => {
  const { root, certs, keys, gatewayKeys, blobs } = directory;
  const isNew = mkdirSync(root, { recursive: true }) !== undefined;
  if (isNew) chmodSync(root, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const folder of [certs, keys, gatewayKeys, blobs])
    mkdirSync(folder, { mode: 0o700, recursive: true });
};

/** A data directory with all its folders. */
export const openDataDirectory = (path: string): DataDirectory => {
  const directory = locateDataDirectory(path);
  makeDataDirectory(directory);
  return directory;
};

/**
 * A secret of 43 characters [A-Za-z0-9_-] that stays the same once it was made; its file is readable by its owner alone,
 * and whole or absent. Of two processes that make it at once, both get the same.
 */
export const keptSecret = (directory: DataDirectory, name: string): string => {
  const path = join(directory.keys, name);
  if (!existsSync(path)) writeOnce(path, randomBytes(32).toString('base64url'));
  return readFileSync(path, 'utf8');
};

/** A link, unlike a rename, replaces nothing that is there already. */
const writeOnce = (path: string, text: string): void => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};
