import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { collectProduct } from './collect-product.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'moorgate-collect-')));
});
afterEach(() => rm(root, { recursive: true }));

const write = async (path: string, content: object | string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(
    join(root, path),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
};

const link = async (path: string, target: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
};

/** A service that needs a package of the workspace, which needs a library, which needs another one; as pnpm lays them out. */
const layOut = async (): Promise<void> => {
  await write('services/a/package.json', {
    name: '@x/a',
    type: 'module',
    exports: './dist/main.js',
    dependencies: { '@x/b': 'workspace:*' },
    optionalDependencies: { big: '1.0.0', absent: '1.0.0' },
    devDependencies: { jest: '1.0.0' },
  });
  await write('services/a/src/main.ts', 'source');
  await write('services/a/dist/main.js', "import { b } from '@x/b';\nconsole.log(b);\n");
  await write('services/a/dist/main.d.ts', 'types');
  await link('services/a/node_modules/@x/b', '../../../../packages/b');
  await link('services/a/node_modules/big', '../../../node_modules/.pnpm/big@1/node_modules/big');
  await write('packages/b/package.json', {
    name: '@x/b',
    type: 'module',
    exports: './dist/index.js',
    dependencies: { one: '1.0.0' },
  });
  await write('packages/b/dist/index.js', "export { default as b } from 'one';\n");
  await link('packages/b/node_modules/one', '../../../node_modules/.pnpm/one@1/node_modules/one');
  const store = 'node_modules/.pnpm';
  await write(`${store}/one@1/node_modules/one/package.json`, { dependencies: { two: '2.0.0' } });
  await write(`${store}/one@1/node_modules/one/index.js`, "module.exports = require('two');\n");
  await link(`${store}/one@1/node_modules/two`, '../../two@2/node_modules/two');
  await write(`${store}/two@2/node_modules/two/package.json`, {
    dependencies: { three: '3' },
    peerDependencies: { three: '3', four: '4', nobody: '1' },
  });
  await write(
    `${store}/two@2/node_modules/two/index.js`,
    "module.exports = require('three') + require('four');\n",
  );
  await link(`${store}/two@2/node_modules/three`, '../../three@3/node_modules/three');
  await write(`${store}/three@3/node_modules/three/package.json`, { name: 'three' });
  await write(`${store}/three@3/node_modules/three/index.js`, "module.exports = 'fou';\n");
  await link(`${store}/two@2/node_modules/four`, '../../four@4/node_modules/four');
  await write(`${store}/four@4/node_modules/four/package.json`, { name: 'four' });
  await write(`${store}/four@4/node_modules/four/index.js`, "module.exports = 'nd';\n");
  await write(`${store}/big@1/node_modules/big/package.json`, { name: 'big' });
  await write(`${store}/unused@1/node_modules/unused/package.json`, { name: 'unused' });
};

const collect = async (): Promise<string> => {
  const out = join(root, 'out');
  await collectProduct({ root, entry: 'services/a', out, without: ['big'] });
  return out;
};

test('what is collected runs where nothing else is', async () => {
  await layOut();
  await collect();
  for (const folder of ['services', 'packages', 'node_modules'])
    await rm(join(root, folder), { recursive: true });
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(root, 'out/services/a/dist/main.js'),
  ]);
  expect(stdout).toBe('found\n');
});

test('there are no sources in it, no types, nothing for development and nothing that is left out', async () => {
  await layOut();
  const out = await collect();
  for (const path of [
    'services/a/src',
    'services/a/dist/main.d.ts',
    'services/a/node_modules/jest',
    'services/a/node_modules/big',
    'node_modules/.pnpm/big@1',
    'node_modules/.pnpm/unused@1',
  ])
    expect([path, existsSync(join(out, path))]).toEqual([path, false]);
});

test('a dependency that is not installed is named', async () => {
  await layOut();
  await rm(join(root, 'node_modules/.pnpm/one@1/node_modules/two'));
  await expect(collect()).rejects.toThrow(/one needs two, which is not installed$/);
});
