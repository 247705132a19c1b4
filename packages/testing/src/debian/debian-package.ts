/** Programs of Debian that tests hold the product against: those of this system, else unpacked into a cache. */
import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { installPackage, run, unpackPackage } from './apt.ts';
import { holdLock } from './hold-lock.ts';

/** What a test needs. */
export interface PackageRequest {
  readonly name: string;
  /** A program of it; the name of the package unless said. */
  readonly program?: string;
  /** The arguments with which the program ends well at once, if it can run at all. */
  readonly probe?: readonly string[];
  /** Where packages are kept unpacked; a folder of this checkout unless said. */
  readonly cacheFolder?: string;
}

/** A program that runs; or, in one sentence, why there is none. */
export type DebianPackage =
  | {
      readonly isThere: true;
      /** The path of the program. */
      readonly program: string;
      /** What its environment needs beside the usual. */
      readonly env: Readonly<Record<string, string>>;
      /** Where another file of the package is, given its installed path. */
      pathOf(installed: string): string;
    }
  | { readonly isThere: false; readonly reason: string };

type Found = DebianPackage & { readonly isThere: true };

const cacheOfCheckout = resolve(import.meta.dirname, '../../../../.cache/debian');
const programFolders = ['usr/sbin', 'usr/bin', 'sbin', 'bin', 'usr/games'];

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const findIn = async (folders: readonly string[], program: string): Promise<string | null> => {
  for (const folder of folders) {
    const path = join(folder, program);
    if (isAbsolute(path) && (await isExecutable(path))) return path;
  }
  return null;
};

/** The folders of the PATH, and those where Debian keeps what only root usually runs. */
const findOnSystem = async (program: string): Promise<Found | null> => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const path = await findIn([...folders, '/usr/sbin', '/sbin'], program);
  return path === null
    ? null
    : { isThere: true, program: path, env: {}, pathOf: (installed) => installed };
};

/** The folder of libraries has the name of the machine, as the compiler calls it. */
const libraryFolders = (root: string): string[] => {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return [`usr/lib/${triplet}`, `lib/${triplet}`, 'usr/lib', 'lib'].map((one) => join(root, one));
};

const findUnpacked = async (root: string, program: string): Promise<Found | null> => {
  const path = await findIn(
    programFolders.map((folder) => join(root, folder)),
    program,
  );
  if (path === null) return null;
  const folders = programFolders.map((folder) => join(root, folder));
  return {
    isThere: true,
    program: path,
    env: {
      LD_LIBRARY_PATH: libraryFolders(root).join(':'),
      PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'),
      PATH: [...folders, process.env['PATH'] ?? ''].join(delimiter),
    },
    pathOf: (installed) => join(root, installed),
  };
};

/** Unpacks beside the place and moves it there whole, so that what is there is complete. */
const unpackOnce = async (name: string, cacheFolder: string): Promise<string> => {
  const root = join(cacheFolder, name);
  await mkdir(cacheFolder, { recursive: true });
  return holdLock(join(cacheFolder, 'lock'), async () => {
    const isThere = await access(root).then(
      () => true,
      () => false,
    );
    if (isThere) return root;
    const draft = `${root}.draft`;
    await rm(draft, { recursive: true, force: true });
    await unpackPackage(name, join(cacheFolder, 'apt'), draft);
    await rename(draft, root);
    return root;
  });
};

const missing = (reason: string): DebianPackage => ({ isThere: false, reason });

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const install = async (name: string, program: string): Promise<DebianPackage> => {
  if (process.getuid?.() !== 0) {
    return missing(
      `The Debian package ${name} has to be installed to run, which only root may do.`,
    );
  }
  try {
    await installPackage(name);
  } catch (error) {
    return missing(`The Debian package ${name} cannot be installed (${messageOf(error)}).`);
  }
  const installed = await findOnSystem(program);
  return installed ?? missing(`The Debian package ${name} has no program ${program}.`);
};

/**
 * Finds a program of a Debian package: on this system; else unpacked, with the libraries that the system lacks, in a cache
 * that later runs find again; else, where it does not run like that, installed by root with all service starts forbidden.
 * Any number of processes may ask at once. Where there is none, the reason says why in one sentence.
 */
export const debianPackage = async (request: PackageRequest): Promise<DebianPackage> => {
  const { name, program = name, probe = ['--version'], cacheFolder = cacheOfCheckout } = request;
  const present = await findOnSystem(program);
  if (present !== null) return present;
  if ((await findOnSystem('apt-get')) === null) {
    return missing(`There is no ${program} here, and no apt-get to get it with.`);
  }
  let root: string;
  try {
    root = await unpackOnce(name, cacheFolder);
  } catch (error) {
    return missing(`The Debian package ${name} cannot be fetched (${messageOf(error)}).`);
  }
  const unpacked = await findUnpacked(root, program);
  if (unpacked === null) return missing(`The Debian package ${name} has no program ${program}.`);
  const { ok } = await run(unpacked.program, probe, unpacked.env);
  return ok ? unpacked : install(name, program);
};

/** What tests need, or in one sentence why it is not there. */
export type Needed =
  { readonly isThere: true } | { readonly isThere: false; readonly reason: string };

type Declare = (name: string, body: () => void) => void;

/** What the runner of tests calls so; this package is compiled without it. */
const declareTest: Declare = (name, body) =>
  (globalThis as unknown as { readonly test: Declare }).test(name, body);

/**
 * Chooses how tests are declared: `test` or `describe` where what they need is there; elsewhere they are skipped, a `describe` by one
 * test that is called by the reason, since a file without a test fails, and one printed line says why.
 */
export const declareWith = <D>(needed: Needed, declare: D & { readonly skip: unknown }): D => {
  if (needed.isThere) return declare;
  const { reason } = needed;
  process.stderr.write(`skipped: ${reason}\n`);
  const skip = declare.skip as Declare;
  const isTest = 'todo' in declare;
  const skipWhole: Declare = (name) => skip(name, () => declareTest(reason, () => undefined));
  return (isTest ? skip : skipWhole) as D;
};
