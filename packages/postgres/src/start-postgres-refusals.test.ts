import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testAsOrdinaryUser, testAsRoot } from './test-support/test-when.ts';
import { locateBinaries } from './binaries.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { startPostgres } from './start-postgres.ts';

let parent: string;
let dataDir: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'moorgate-refusals-'));
  await chmod(parent, 0o755);
  dataDir = join(parent, 'data');
});
afterEach(async () => {
  await chmod(parent, 0o755);
  await rm(parent, { recursive: true, force: true });
});

/** The one sentence of the refusal. */
const refusal = async (): Promise<string> => {
  const error: unknown = await startPostgres({ dataDir }).then(
    async (server) => {
      await server.stop();
      return undefined;
    },
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PostgresStartError);
  const { message } = error as PostgresStartError;
  expect(message).toMatch(/^[^\n]+\.$/);
  return message;
};

test('refuses the database of another major version, and touches nothing', async () => {
  await mkdir(join(dataDir, 'postgres'), { recursive: true, mode: 0o711 });
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '15\n');
  expect(await refusal()).toMatch(
    /was made by PostgreSQL 15 and cannot be opened by PostgreSQL 18/,
  );
  expect(await readdir(dataDir)).toEqual(['postgres']);
  expect(await readdir(join(dataDir, 'postgres'))).toEqual(['PG_VERSION']);
});

test('refuses a folder with something else in the place of the database', async () => {
  await mkdir(join(dataDir, 'postgres'), { recursive: true });
  await writeFile(join(dataDir, 'postgres', 'letter.txt'), 'private');
  expect(await refusal()).toMatch(/is not a database of PostgreSQL/);
  expect(await readdir(dataDir)).toEqual(['postgres']);
});

test('takes an empty folder in the place of the database', async () => {
  await mkdir(join(dataDir, 'postgres'), { recursive: true });
  const server = await startPostgres({ dataDir });
  await server.stop();
  expect(await readdir(join(dataDir, 'postgres'))).toContain('PG_VERSION');
});

test('refuses a database whose password is missing', async () => {
  const server = await startPostgres({ dataDir });
  await server.stop();
  await rm(join(dataDir, 'keys', 'postgres'));
  expect(await refusal()).toMatch(/keys\/postgres, is missing/);
});

test('refuses a database that does not take the password, and leaves no server behind', async () => {
  const server = await startPostgres({ dataDir });
  await server.stop();
  await writeFile(join(dataDir, 'keys', 'postgres'), 'another');
  expect(await refusal()).toMatch(/does not accept the password in keys\/postgres/);
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

test('says why a server does not start', async () => {
  const server = await startPostgres({ dataDir });
  await server.stop();
  const attempt = startPostgres({ dataDir, settings: { shared_buffers: 'plenty' } });
  await expect(attempt).rejects.toThrow(
    /^PostgreSQL did not start \(invalid value for parameter "shared_buffers": "plenty"\)/,
  );
});

test('refuses a data directory that is a file', async () => {
  await writeFile(dataDir, 'text');
  expect(await refusal()).toMatch(/cannot be (read|written) \((ENOTDIR|EEXIST)\)/);
});

test('refuses a platform without a package', () => {
  expect(() => locateBinaries('plan9', 'mips')).toThrow(PostgresStartError);
  expect(() => locateBinaries('plan9', 'mips')).toThrow(
    /no embedded PostgreSQL for plan9-mips here/,
  );
});

testAsRoot('refuses a folder that the server’s user cannot enter, and makes nothing', async () => {
  await chmod(parent, 0o700);
  expect(await refusal()).toContain(`cannot enter ${parent};`);
  await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

testAsRoot('refuses the database of somebody who has no account', async () => {
  const server = await startPostgres({ dataDir });
  await server.stop();
  await chown(join(dataDir, 'postgres'), 54_321, 54_321);
  expect(await refusal()).toMatch(/belongs to the user with the number 54321/);
});

testAsOrdinaryUser('refuses a folder that cannot be written, and makes nothing', async () => {
  await chmod(parent, 0o500);
  expect(await refusal()).toMatch(/cannot be written \(EACCES\)/);
  await expect(stat(dataDir)).rejects.toMatchObject({ code: 'ENOENT' });
});
