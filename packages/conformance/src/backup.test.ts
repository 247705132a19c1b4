/** Copies of what an installation keeps, taken while it is used, and an installation that is made of them. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  debianPackage,
  declareWith,
  type GitFolder,
  gitFolderAt,
  newRepository,
} from '@moorgate/testing';
import { runProgram } from './support/containers/run-program.ts';
import { createToken } from './support/fleet.ts';
import { skopeo, skopeoPackage, writeImage } from './support/images.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const copyStores = resolve(import.meta.dirname, '../../../infra/backup/copy-stores');
const rsync = await debianPackage({ name: 'rsync' });

/** Copies as the guide says. */
const copy = async (...args: readonly string[]): Promise<void> => {
  if (!rsync.isThere) throw new Error(rsync.reason);
  const folder = dirname(rsync.program);
  const env = { ...rsync.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  await runProgram(copyStores, args, { env });
};

let folder: string;
beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => removeFolder(folder), 30_000);

declareWith(rsync, describe)('of a repository that is pushed to and tidied meanwhile', () => {
  const copies = 4;
  let kept: GitFolder;
  let clone: GitFolder;

  beforeAll(async () => {
    const store = join(folder, 'store');
    kept = gitFolderAt(join(store, 'repositories/one.git'));
    await mkdir(join(store, 'hooks'), { recursive: true });
    await mkdir(kept.path, { recursive: true });
    await kept.must('init', '-q', '--bare', '-b', 'main');
    clone = await newRepository();
    await clone.must('remote', 'add', 'origin', kept.path);
    await clone.commit('count', '0');
    await clone.must('push', '-q', 'origin', 'main');
  });
  afterAll(() => clone.remove());

  /** Every push makes another branch too, which is packed at once. */
  const useIt = async (isOver: () => boolean): Promise<void> => {
    for (let count = 1; !isOver(); count += 1) {
      await clone.commit('count', String(count));
      await clone.must('push', '-q', 'origin', 'main', `main:refs/heads/b${count}`);
      await kept.must('gc', '-q', '--prune=now');
    }
  };

  test('a copy has every object that it names, and what was there when it began', async () => {
    let isOver = false;
    const used = useIt(() => isOver);
    for (let index = 0; index < copies; index += 1) {
      const before = await kept.must('rev-parse', 'main');
      const out = join(folder, `copy-${index}`);
      await copy(out, `git=${join(folder, 'store')}`);
      const copied = gitFolderAt(join(out, 'git/repositories/one.git'));
      await copied.must('fsck', '--strict');
      await copied.must('merge-base', '--is-ancestor', before, 'main');
    }
    isOver = true;
    await used;
  }, 60_000);
});

declareWith(rsync.isThere ? skopeoPackage : rsync, describe)('of an installation', () => {
  let product: Product;
  let token: string;

  const start = async (dataDir: string): Promise<void> => {
    product = await startProduct(dataDir, { workers: 1 });
  };
  afterAll(() => product?.stop(), 30_000);
  const host = (): string => new URL(product.ready.adminUrl).host;
  const urlOf = (): string => `http://x:${token}@${host()}/factories/acme/containers.git`;
  const skopeoMust = async (...args: string[]): Promise<void> => {
    expect(await skopeo(folder, ['copy', '--insecure-policy', ...args])).toMatchObject({ code: 0 });
  };

  test('what is made of copies has repositories, images and everything else as they were', async () => {
    const dataDir = join(folder, 'data');
    await start(dataDir);
    const scopes = ['source:read-update', 'source:create', 'containers:read-update'];
    token = await createToken(product, scopes);
    const source = await newRepository();
    const commit = await source.commit('file', 'content', 'one [skip ci]');
    await source.must('push', '-q', urlOf(), 'main');
    await source.remove();
    await writeImage(join(folder, 'image'), 100_000);
    await skopeoMust(
      ...['--dest-tls-verify=false', '--dest-creds', `x:${token}`],
      ...[`oci:${join(folder, 'image')}:v1`, `docker://${host()}/acme/app:1`],
    );
    const stores = { git: 'git', registry: 'registry', content: 'blobs' };
    const args = Object.entries(stores).map(([name, at]) => `${name}=${join(dataDir, at)}`);
    await copy(join(folder, 'copied'), ...args);
    await product.stop();

    const restored = join(folder, 'restored');
    await mkdir(restored, { mode: 0o711 });
    // With their owners, of which PostgreSQL is one.
    for (const name of ['certs', 'keys', 'postgres'])
      await runProgram('cp', ['-a', join(dataDir, name), restored]);
    for (const [name, at] of Object.entries(stores))
      await rename(join(folder, 'copied', name), join(restored, at));
    await start(restored);
    const found = await gitFolderAt(folder).must('ls-remote', urlOf(), 'refs/heads/main');
    expect(found.split(/\s/)[0]).toBe(commit);
    await skopeoMust(
      ...['--src-tls-verify=false', '--src-creds', `x:${token}`],
      ...[`docker://${host()}/acme/app:1`, `dir:${join(folder, 'pulled')}`],
    );
    expect((await readdir(join(folder, 'pulled'))).length).toBeGreaterThan(2);
  }, 120_000);
});
