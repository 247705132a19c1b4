/** The first stage of the Dockerfile: what it installs and compiles by itself is what this checkout was built to. */
import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { declareWith, isSoak } from '@moorgate/testing';
import { buildBase, importBuildBase } from './support/containers/build-base.ts';
import {
  type ContainerEngine,
  type NoEngine,
  startContainerEngine,
} from './support/containers/container-engine.ts';
import { runProgram } from './support/containers/run-program.ts';

const checkout = resolve(import.meta.dirname, '../../..');

/** An engine in which the first stage can be built. */
const prepare = async (): Promise<ContainerEngine | NoEngine> => {
  if (!isSoak())
    return { isThere: false, reason: 'The first stage of the Dockerfile is built in make soak.' };
  const engine = await startContainerEngine();
  if (!engine.isThere) return engine;
  const reason = await importBuildBase(engine);
  if (reason === null) return engine;
  await engine.stop();
  return { isThere: false, reason };
};

const engine = await prepare();

afterAll(async () => {
  if (engine.isThere) await engine.stop();
}, 60_000);

/** The hash of each file under a folder, or where it points to, by its path. */
const readTree = async (folder: string): Promise<Map<string, string>> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const tree = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isSymbolicLink()) tree.set(name, `-> ${await readlink(path)}`);
    else if (entry.isFile())
      tree.set(
        name,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
  }
  return tree;
};

declareWith(engine, describe)('the first stage of the Dockerfile', () => {
  if (!engine.isThere) return;
  const { docker, folder } = engine;

  beforeAll(async () => {
    await docker([
      ...['build', '--quiet', '--network', 'host', '--target', 'build'],
      ...['--build-arg', `BUILD_BASE=${buildBase}`, '--tag', 'moorgate-test/build'],
      ...['--file', join(checkout, 'infra/containers/Dockerfile'), checkout],
    ]);
  }, 900_000);

  test('makes of sources and lock file alone what a built checkout has, to the byte', async () => {
    const here = join(folder, 'collected');
    const script = join(checkout, 'packages/tooling/src/collect.ts');
    await runProgram(process.execPath, ['--conditions=@moorgate/source', script, here]);
    const id = (await docker(['create', 'moorgate-test/build', 'sh'])).trim();
    await docker(['cp', `${id}:/product`, join(folder, 'built')]);
    const built = await readTree(join(folder, 'built'));
    const collected = await readTree(here);
    // What was compiled here of a source that is gone since stays where it was, and what is compiled when it is wanted.
    const isLeftOver = (path: string): boolean =>
      (/(^|\/)dist\//.test(path) && !path.includes('node_modules/.pnpm') && !built.has(path)) ||
      path.includes('/node_modules/pkcs11js/build/');
    const expected = [...collected].filter(([path]) => !isLeftOver(path));
    expect(built.size).toBeGreaterThan(1_000);
    expect([...built].toSorted()).toEqual(expected.toSorted());
  }, 120_000);
});
