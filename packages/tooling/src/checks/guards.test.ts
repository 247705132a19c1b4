import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkDocumentedPaths, pathsIn } from './documented-paths.ts';
import { placesIn } from './machine-paths.ts';
import { addressesIn, unpinnedIn } from './pinned-dependencies.ts';

const manifest = (version: string): string => JSON.stringify({ dependencies: { pg: version } });

test.each(['8.23.1', '18.4.0-beta.17', 'workspace:*'])('the version %s is pinned', (version) => {
  expect(unpinnedIn('package.json', manifest(version))).toEqual([]);
});

test.each([
  '^8.23.1',
  '~8.23.1',
  '8',
  '8.x',
  'latest',
  '*',
  'workspace:^',
  'https://a.example/b.tgz',
])('the version %s is not pinned', (version) => {
  expect(unpinnedIn('package.json', manifest(version))).toHaveLength(1);
});

test('development and optional dependencies are pinned too', () => {
  const json = '{"devDependencies":{"jest":"^30.0.0"},"optionalDependencies":{"fsevents":"*"}}';
  expect(unpinnedIn('package.json', json)).toHaveLength(2);
});

test('a lock file that names where a package was downloaded from is complained about, by line', () => {
  const lock = [
    'packages:',
    '  pg@8.23.1:',
    '    resolution: {integrity: sha512-x, tarball: https://registry.example/pg.tgz}',
  ];
  expect(addressesIn('pnpm-lock.yaml', lock.slice(0, 2).join('\n'))).toEqual([]);
  expect(addressesIn('pnpm-lock.yaml', lock.join('\n'))[0]).toContain('pnpm-lock.yaml:3');
});

test.each(['home/ada/moorgate', 'Users/ada', 'root/.npmrc', 'work/moorgate'])(
  'a text that names /%s is complained about',
  (place) => {
    expect(placesIn('a.ts', `one\nconst path = '/${place}';`)).toHaveLength(1);
  },
);

test('a test may make up a home', () => {
  expect(placesIn('a.test.ts', "'/home/ada'")).toEqual([]);
  expect(placesIn('a.test.ts', `'/${'work'}/moorgate'`)).toHaveLength(1);
});

test.each(['https://moorgate.example/home/x', 'src/work/x', './home/x', '/var/lib/moorgate'])(
  'a text that names %s is not complained about',
  (text) => {
    expect(placesIn('a.ts', `const path = '${text}';`)).toEqual([]);
  },
);

test('a page names the paths that it writes out and those that it links to, up to a placeholder', () => {
  const page = [
    'See `packages/auth/src/index.ts`, services/admin-api/src/dialects/<name>/ and docs/guides/.',
    '[Errors](../errors.md#device_denied), [elsewhere](https://example.com/packages/x), [below](#below)',
    'Built: packages/auth/dist/index.js. Any of packages/{auth,devices}/src.',
  ].join('\n');
  expect(pathsIn('docs/guides/page.md', page)).toEqual([
    'packages/auth/src/index.ts',
    'services/admin-api/src/dialects',
    'docs/guides',
    'packages',
    'docs/errors.md',
  ]);
});

describe('in a tree with two packages', () => {
  let root: string;
  const files = ['README.md', 'packages/auth/package.json', 'packages/db/package.json'];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'guards-'));
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '{}');
    }
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  test('a README that names both, and nothing else, passes', async () => {
    writeFileSync(join(root, 'README.md'), '`packages/auth` and `packages/db/`');
    expect(await checkDocumentedPaths(root, files)).toEqual([]);
  });

  test('a package that the map leaves out is complained about, and so is a path that is not there', async () => {
    writeFileSync(join(root, 'README.md'), '`packages/auth` and `packages/store`');
    expect(await checkDocumentedPaths(root, files)).toEqual([
      'README.md: packages/store is not there',
      'README.md: the map does not name packages/db',
    ]);
  });
});
