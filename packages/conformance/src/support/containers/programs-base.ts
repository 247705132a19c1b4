/** What the stages of the Dockerfile that install packages of Debian stand on: an image that has these packages already. */
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import type { ContainerEngine } from './container-engine.ts';
import { copyLibraries, importFolder, makeRoot } from './root-filesystems.ts';
import { runProgram } from './run-program.ts';

/** The name of the image. */
export const programsBase = 'moorgate-test/programs';

/** What the stages call, what the runner uses, and what scripts of its runs are made of, as they are on this host. */
const programs = [
  ...['basename', 'bash', 'cat', 'chmod', 'chown', 'cp', 'dirname', 'env', 'git', 'id', 'ln', 'ls'],
  ...['mkdir', 'prlimit', 'rm', 'setpriv', 'sh', 'sleep', 'test', 'touch'],
];
const partsOfGit = ['git', 'git-http-backend', 'git-remote-http', 'git-remote-https'];
/** The packages that this host may not have, with the program of each that is wanted. */
const packages = [
  ['docker-registry', 'docker-registry'],
  ['bubblewrap', 'bwrap'],
] as const;

const findHere = (name: string): string => {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`there is no ${name} on this host`);
  return found;
};

/** The folders of Debian: `/usr`, and links into it. */
const makeTree = async (root: string): Promise<void> => {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(root, 'usr', name), { recursive: true });
    await symlink(`usr/${name}`, join(root, name));
  }
  await mkdir(join(root, 'usr/lib/git-core'));
  await mkdir(join(root, 'etc'));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
  // Whatever a stage installs is there.
  await writeFile(join(root, 'usr/bin/apt-get'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
};

/** Makes the image out of programs of this host, and of packages that are unpacked for it. */
export const importProgramsBase = async (engine: ContainerEngine): Promise<void> => {
  const root = await makeRoot(engine, 'programs');
  await makeTree(root);
  const add = async (program: string, folder = 'usr/bin'): Promise<void> => {
    await cp(program, join(root, folder, basename(program)), { dereference: true });
    await copyLibraries(program, root);
  };
  for (const name of programs) await add(findHere(name));
  const parts = (await runProgram('git', ['--exec-path'])).trim();
  for (const name of partsOfGit) await add(join(parts, name), 'usr/lib/git-core');
  for (const [name, program] of packages) {
    const found = await debianPackage({ name, program });
    if (!found.isThere) throw new Error(found.reason);
    await add(found.program);
  }
  await copyLibraries(process.execPath, root);
  await importFolder(engine, root, { name: programsBase, changes: ['ENV PATH=/usr/bin'] });
};
