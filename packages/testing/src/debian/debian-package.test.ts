import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackage, declareWith } from './debian-package.ts';

/** A program so small and old that it is in every release, and so useless that it is on hardly any system. */
const small = await debianPackage({ name: 'hello' });

test('a program of this system is used as it is', async () => {
  expect(await debianPackage({ name: 'coreutils', program: 'env' })).toMatchObject({
    isThere: true,
    program: expect.stringMatching(/^\/.*\/env$/),
    env: {},
  });
});

test('a package that cannot be had is missing for a reason, in one sentence', async () => {
  const found = await debianPackage({ name: 'moorgate-no-such-package' });
  expect(found).toEqual({
    isThere: false,
    reason: expect.stringMatching(/^The(re)? [^\n]*\.$/),
  });
}, 120_000);

declareWith(small, describe)('with a package to unpack', () => {
  let cacheFolder: string;
  beforeAll(async () => {
    cacheFolder = await mkdtemp(join(tmpdir(), 'packages-'));
    await chmod(cacheFolder, 0o755);
  });
  afterAll(() => rm(cacheFolder, { recursive: true }));

  test('its program runs, and nothing was installed', async () => {
    const found = await debianPackage({ name: 'hello', cacheFolder });
    if (!found.isThere) throw new Error(found.reason);
    const output = execFileSync(found.program, { env: { ...found.env, LC_ALL: 'C' } });
    expect(output.toString()).toBe('Hello, world!\n');
    expect(found.program).toBe(found.pathOf('/usr/bin/hello'));
    expect(await readdir('/usr/bin')).not.toContain('hello');
  }, 120_000);

  test('those who ask at once get the same, unpacked once', async () => {
    const ask = () => debianPackage({ name: 'hello', cacheFolder });
    const before = await stat(join(cacheFolder, 'hello'));
    const all = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(all.map((one) => one.isThere && one.program)).size).toBe(1);
    expect((await stat(join(cacheFolder, 'hello'))).ino).toBe(before.ino);
    expect(await readdir(cacheFolder)).not.toContain('hello.draft');
  }, 120_000);

  test('a program that the package does not have is missing for that reason', async () => {
    const found = await debianPackage({ name: 'hello', program: 'no-such-program', cacheFolder });
    expect(found).toMatchObject({
      reason: 'The Debian package hello has no program no-such-program.',
    });
  });
});
