/** Where everything is measured: a temporary installation with its PKI and its PostgreSQL. */
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createFirstAdministrator,
  issueTokenFor,
  loadTokenKeys,
  pkiFile,
  type Scope,
} from '@moorgate/auth';
import { type DataDirectory, openDataDirectory, operatorContext } from '@moorgate/cli';
import { type Db, openDatabase } from '@moorgate/db';
import { importDeviceCas } from '@moorgate/devices';
import type { Cleanup } from '../cleanup.ts';
import type { Sizes } from '../options.ts';
import { say } from '../progress.ts';
import { createPki } from './credentials.ts';
import { fillFleet } from './fill-fleet.ts';
import { type BenchDatabase, type BenchStore, openStore } from './store.ts';

/** A temporary installation. */
export interface Lab {
  readonly directory: DataDirectory;
  readonly store: BenchStore;
  readonly sizes: Sizes;
  readonly cleanup: Cleanup;
  /** Makes a database with so many devices, which trusts the device CA of this installation. */
  createFleet(name: string, devices: number): Promise<BenchDatabase>;
  /** A token for the fleet in that database; it may read devices unless told otherwise. */
  createToken(database: BenchDatabase, scopes?: readonly Scope[]): Promise<string>;
}

/** Makes the installation in an empty folder and starts PostgreSQL, which `cleanup` stops; the folder is the caller's. */
export const openLab = async (folder: string, sizes: Sizes, cleanup: Cleanup): Promise<Lab> => {
  // PostgreSQL runs as another user where this is root, and has to pass through.
  if (process.getuid?.() === 0) await chmod(folder, 0o711);
  const directory = openDataDirectory(join(folder, 'installation'));
  await createPki(directory.certs);
  const store = await openStore(directory.root, cleanup);
  return {
    directory,
    store,
    sizes,
    cleanup,
    createFleet: async (name, devices) => {
      const database = await store.createDatabase(name);
      await fill(directory, database, devices);
      return database;
    },
    createToken: (database, scopes = ['devices:read']) =>
      withOwner(database, (db) => issueToken(directory, db, scopes)),
  };
};

const fill = async (
  directory: DataDirectory,
  database: BenchDatabase,
  devices: number,
): Promise<void> => {
  if (devices > 0) say(`making a database with ${devices.toLocaleString('en')} devices`);
  const trustedCas = await readFile(join(directory.certs, pkiFile.trustedCas), 'utf8');
  await withOwner(database, (db) => importDeviceCas(operatorContext(db), trustedCas));
  await fillFleet(database.ownerUrl, devices);
};

const issueToken = async (
  directory: DataDirectory,
  db: Db,
  scopes: readonly Scope[],
): Promise<string> => {
  const ctx = operatorContext(db);
  await createFirstAdministrator(ctx);
  const { token } = await issueTokenFor(ctx, await loadTokenKeys(directory.keys), {
    username: 'admin',
    name: 'bench',
    scopes,
  });
  return token;
};

const withOwner = async <T>(database: BenchDatabase, work: (db: Db) => Promise<T>): Promise<T> => {
  const db = openDatabase({
    url: database.ownerUrl,
    applicationName: 'moorgate-bench',
    poolSize: 1,
  });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};
