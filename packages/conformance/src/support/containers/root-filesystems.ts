/** Images out of what is on this host, for where no registry can be reached. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ContainerEngine } from './container-engine.ts';
import { runProgram } from './run-program.ts';

/** The libraries of the system that a program is linked with, and the loader; not those that it brings along. */
const librariesOf = async (program: string): Promise<string[]> =>
  [...(await runProgram('ldd', [program])).matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)]
    .map(([, path = '']) => path)
    .filter((path) => path.startsWith('/lib'));

/** Copies what a program is linked with to the same places under `root`. */
export const copyLibraries = async (program: string, root: string): Promise<void> => {
  for (const path of await librariesOf(program))
    await cp(path, join(root, path), { dereference: true });
};

/** What belongs to the C library of Debian, whoever is linked with it. */
const partsOfLibc = ['libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'librt.so.1'];

/** Copies all of the C library that `program` is linked with: what is loaded later may be linked with more of it. */
export const copyLibc = async (program: string, root: string): Promise<void> => {
  const libc = (await librariesOf(program)).find((path) => basename(path) === 'libc.so.6');
  if (libc === undefined) return;
  for (const name of partsOfLibc) {
    const path = join(dirname(libc), name);
    await cp(path, join(root, path), { dereference: true });
  }
};

/** What an image says beside its files. */
type Changes = readonly string[];

/** Makes an image of a folder, and removes the folder. */
export const importFolder = async (
  { docker, folder }: ContainerEngine,
  root: string,
  { name, changes = [] }: { readonly name: string; readonly changes?: Changes },
): Promise<void> => {
  const archive = join(folder, 'root.tar');
  const tar = spawn('tar', ['--create', '--file', archive, '--directory', root, '.']);
  const [code] = await once(tar, 'exit');
  if (code !== 0) throw new Error(`tar ended with ${code}`);
  const options = changes.flatMap((change) => ['--change', change]);
  await docker(['import', ...options, archive, name]);
  await rm(archive);
  await rm(root, { recursive: true });
};

/** A folder to make an image of, with the one folder that every program wants. */
export const makeRoot = async (engine: ContainerEngine, name: string): Promise<string> => {
  const root = join(engine.folder, 'roots', name);
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  return root;
};
