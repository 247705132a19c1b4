/** What a compiled package needs at run time, as a tree of its own: for container images and for hosts without a registry. */
import { existsSync } from 'node:fs';
import { cp, lstat, mkdir, readFile, readlink, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

/** What is collected, and from where. */
export interface ProductRequest {
  /** The checkout, installed and built. */
  readonly root: string;
  /** The folder of the package that is started, relative to the checkout. */
  readonly entry: string;
  /** A folder that is not there yet. */
  readonly out: string;
  /** Dependencies that are left out, with what only they need. */
  readonly without?: readonly string[];
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Where a package finds a dependency: beside itself, or in the folders above, as Node looks for it. Null: not installed. */
const findDependency = (from: string, name: string, root: string): string | null => {
  for (let folder = from; folder.length >= root.length; folder = dirname(folder)) {
    if (basename(folder) === 'node_modules') continue;
    const path = join(folder, 'node_modules', name);
    if (existsSync(path)) return path;
  }
  return null;
};

/** A package of this workspace, of which only what was compiled is needed. */
const isOurs = (folder: string, root: string): boolean =>
  !relative(root, folder).split('/').includes('node_modules');

/** For compilers and debuggers. */
const unneeded = /\.(d\.[cm]?ts|map|tsbuildinfo)$/;

const copyPackage = async (folder: string, { root, out }: ProductRequest): Promise<void> => {
  const target = join(out, relative(root, folder));
  await mkdir(target, { recursive: true });
  if (!isOurs(folder, root)) {
    const inner = join(folder, 'node_modules');
    const filter = (path: string): boolean => path !== inner && !unneeded.test(path);
    await cp(folder, target, { recursive: true, filter });
    return;
  }
  await cp(join(folder, 'package.json'), join(target, 'package.json'));
  const filter = (path: string): boolean => !unneeded.test(path);
  await cp(join(folder, 'dist'), join(target, 'dist'), { recursive: true, filter });
};

/** The way to a dependency, as it is in the checkout: a link of pnpm, whose target is relative. */
const copyLink = async (path: string, { root, out }: ProductRequest): Promise<void> => {
  if (!(await lstat(path)).isSymbolicLink()) return;
  const target = join(out, relative(root, path));
  if (existsSync(target)) return;
  await mkdir(dirname(target), { recursive: true });
  await symlink(await readlink(path), target);
};

const dependenciesOf = async (folder: string): Promise<{ name: string; isOptional: boolean }[]> => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const named = (names: Readonly<Record<string, string>> = {}, isOptional: boolean) =>
    Object.keys(names).map((name) => ({ name, isOptional }));
  // A peer that nobody installed is one that can be done without, or the checkout itself would not run. It may be named as
  // a dependency too, which counts then.
  const all = [
    ...named(manifest.peerDependencies, true),
    ...named(manifest.optionalDependencies, true),
    ...named(manifest.dependencies, false),
  ];
  return [...new Map(all.map((one) => [one.name, one])).values()];
};

/**
 * Copies the entry, the packages of this workspace that it needs, compiled, and what these need of others, at the same
 * places and of exactly the versions that are installed. No test, no source, nothing for development. Throws for a
 * dependency that is not installed and not optional, and for a package that is not compiled.
 */
export const collectProduct = async (request: ProductRequest): Promise<void> => {
  const root = await realpath(request.root);
  const own = { ...request, root };
  const without = new Set(request.without);
  const waiting = [join(root, request.entry)];
  const seen = new Set(waiting);
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    await copyPackage(folder, own);
    for (const { name, isOptional } of await dependenciesOf(folder)) {
      if (without.has(name)) continue;
      const link = findDependency(folder, name, root);
      if (link === null && isOptional) continue;
      if (link === null) throw new Error(`${folder} needs ${name}, which is not installed`);
      await copyLink(link, own);
      const found = await realpath(link);
      if (!seen.has(found)) waiting.push(found);
      seen.add(found);
    }
  }
};
