/** What the first stage of the Dockerfile stands on, made of what is on this host: a shell, Node and npm. */
import { existsSync } from 'node:fs';
import { cp, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import type { ContainerEngine } from './container-engine.ts';
import { copyLibc, copyLibraries, importFolder, makeRoot } from './root-filesystems.ts';
import { runProgram } from './run-program.ts';

/** The name of the image. */
export const buildBase = 'moorgate-test/build-base';

/** Where this host keeps the certificates that it trusts; a network that looks into HTTPS has its own among them. */
const trusted = '/etc/ssl/certs/ca-certificates.crt';

/** What the scripts of the toolchain use and the shell of Debian does not bring along. */
const lacking = ['cksum'];

/** Its programs under every name that it knows, where Debian has them, and those that it lacks as they are on this host. */
const addShell = async (root: string, busybox: string): Promise<void> => {
  const bin = join(root, 'bin');
  await mkdir(bin);
  await cp(busybox, join(bin, 'busybox'));
  const names = (await runProgram(busybox, ['--list'])).trim().split('\n');
  for (const name of names) if (name !== 'busybox') await symlink('busybox', join(bin, name));
  await mkdir(join(root, 'usr'));
  await symlink('../bin', join(root, 'usr/bin'));
  for (const name of lacking) {
    const path = (await runProgram('sh', ['-c', `command -v ${name}`])).trim();
    await rm(join(bin, name), { force: true });
    await cp(path, join(bin, name), { dereference: true });
    await copyLibraries(path, root);
  }
};

/** Node as it runs here, and the npm of this host, which brings what it needs along. */
const addNode = async (root: string, npm: string): Promise<void> => {
  const local = join(root, 'usr/local');
  await mkdir(join(local, 'bin'), { recursive: true });
  await cp(process.execPath, join(local, 'bin/node'), { dereference: true });
  await copyLibraries(process.execPath, root);
  await copyLibc(process.execPath, root);
  await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx'])
    await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
};

/** The folder of the npm of this host; null where it is none that can be copied. */
const findNpm = async (): Promise<string | null> => {
  const program = await runProgram('sh', ['-c', 'command -v npm']).catch(() => '');
  if (program === '') return null;
  const folder = dirname(dirname(await realpath(program.trim())));
  return existsSync(join(folder, 'node_modules')) ? folder : null;
};

/**
 * Makes the image. Answers null; or why it cannot be made, or why nothing could be built on it, in one sentence. What a
 * container on it reaches is what this host reaches: the network of the host, its certificates, its registry.
 */
export const importBuildBase = async (engine: ContainerEngine): Promise<string | null> => {
  const busybox = await debianPackage({
    name: 'busybox-static',
    program: 'busybox',
    probe: ['true'],
  });
  if (!busybox.isThere) return busybox.reason;
  const npm = await findNpm();
  if (npm === null) return 'The npm of this host does not bring what it needs along.';
  const root = await makeRoot(engine, 'build-base');
  await addShell(root, busybox.program);
  await addNode(root, npm);
  await mkdir(join(root, 'root'));
  await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\n');
  const registry = (await runProgram('npm', ['config', 'get', 'registry'])).trim();
  const changes = ['ENV PATH=/usr/local/bin:/bin', `ENV npm_config_registry=${registry}`];
  if (existsSync(trusted)) {
    await cp(trusted, join(root, trusted), { dereference: true });
    changes.push(`ENV NODE_EXTRA_CA_CERTS=${trusted}`);
  }
  await importFolder(engine, root, { name: buildBase, changes });
  const ping = ['run', '--rm', '--network', 'host', buildBase, 'npm', 'view', 'pnpm', 'version'];
  return engine.docker(ping).then(
    () => null,
    () => 'The registry of npm cannot be reached from a container.',
  );
};
