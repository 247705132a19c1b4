import { chmod, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testAsRoot } from './test-support/test-when.ts';
import { locateBinaries, prepareBinaries } from './binaries.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { chooseServerUser } from './server-user.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-binaries-'));
  await chmod(folder, 0o711);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const installed = (): string => locateBinaries(process.platform, process.arch);

test('are used where they are installed if the server’s user can run them there', async () => {
  const native = installed();
  const binaries = await prepareBinaries(native, folder, await chooseServerUser(null));
  expect(binaries).toEqual({
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major: 18,
  });
  expect(await readdir(folder)).toEqual([]);
});

test('that do not run are refused in one sentence', async () => {
  const attempt = prepareBinaries(join(folder, 'native'), folder, await chooseServerUser(null));
  await expect(attempt).rejects.toThrow(PostgresStartError);
  await expect(attempt).rejects.toThrow(/does not run \(.*ENOENT.*\); install the dependencies/);
});

testAsRoot('are copied once into the data directory from a home that is closed', async () => {
  const home = join(folder, 'home');
  await cp(join(installed(), '..'), home, { recursive: true, verbatimSymlinks: true });
  await chmod(home, 0o700);
  const user = await chooseServerUser(null);
  const first = await prepareBinaries(join(home, 'native'), folder, user);
  expect(first.postgres).toMatch(/\/postgres-binaries\/18\.[^/]+\/bin\/postgres$/);
  expect(await prepareBinaries(join(home, 'native'), folder, user)).toEqual(first);
  expect(await readdir(join(folder, 'postgres-binaries'))).toHaveLength(1);
});
