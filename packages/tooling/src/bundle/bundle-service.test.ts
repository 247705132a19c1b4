import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bundleService } from './bundle-service.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'moorgate-bundle-'));
});
afterEach(() => rm(root, { recursive: true }));

const write = async (path: string, content: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
};

/** A service of two modules, with a library of CommonJS and one that has a compiled part. */
const layOut = async (): Promise<void> => {
  await write('a/package.json', '{"type":"module"}');
  await write(
    'a/dist/main.js',
    `import { Told } from './told.js';
import plain from 'plain';
import { place } from 'compiled';
console.log(new Told().constructor.name, plain, place);
const { late } = await import('./late.js');
console.log(late);`,
  );
  await write('a/dist/told.js', 'export class Told {}');
  await write('a/dist/late.js', "export const late = 'late';");
  await write('a/node_modules/plain/package.json', '{}');
  await write('a/node_modules/plain/index.js', "module.exports = require('node:path').sep;");
  await write('a/node_modules/compiled/package.json', '{"type":"module","main":"index.js"}');
  await write(
    'a/node_modules/compiled/index.js',
    "import { basename } from 'node:path';\nexport const place = basename(import.meta.dirname);",
  );
};

const start = async (folder: string): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(root, folder, 'dist/bundle/main.js')])).stdout;

test('a bundle does what the modules do that it was made of, without them', async () => {
  await layOut();
  await bundleService({ folder: join(root, 'a'), kept: ['compiled'] });
  for (const gone of ['main.js', 'told.js', 'late.js']) await rm(join(root, 'a/dist', gone));
  await rm(join(root, 'a/node_modules/plain'), { recursive: true });
  expect(await start('a')).toBe('Told / compiled\nlate\n');
});

test('what is loaded on demand is in a file of its own', async () => {
  await layOut();
  await bundleService({ folder: join(root, 'a'), kept: ['compiled'] });
  const files = await readdir(join(root, 'a/dist/bundle'));
  expect(files.filter((file) => /^late-\w+\.js$/.test(file))).toHaveLength(1);
});

test('a kept package is where it is installed, wherever the whole is moved', async () => {
  await layOut();
  await bundleService({ folder: join(root, 'a'), kept: ['compiled'] });
  await rename(join(root, 'a'), join(root, 'b'));
  await mkdir(join(root, 'a'));
  await rename(join(root, 'b'), join(root, 'a/inner'));
  expect(await start('a/inner')).toContain('compiled');
});

test('what is imported and not there is told', async () => {
  await write('a/package.json', '{"type":"module"}');
  await write('a/dist/main.js', "import 'absent';");
  await expect(bundleService({ folder: join(root, 'a'), kept: ['compiled'] })).rejects.toThrow(
    'Could not resolve "absent"',
  );
});

test('what is loaded on demand and would lose its names is told', async () => {
  await write('a/package.json', '{"type":"module"}');
  await write('a/dist/main.js', "const { plain } = await import('plain');");
  await write('a/node_modules/plain/package.json', '{}');
  await write('a/node_modules/plain/index.js', "exports.plain = 'plain';");
  await expect(bundleService({ folder: join(root, 'a'), kept: ['compiled'] })).rejects.toThrow(
    'on demand, which is CommonJS',
  );
});
