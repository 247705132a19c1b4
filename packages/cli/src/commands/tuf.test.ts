import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import {
  drawSigningKey,
  readMetadata,
  type RoleKeyring,
  seedOf,
  signRoot,
  walkRoots,
} from '@moorgate/tuf';
import { type CommandResult, runIn } from '../test-support/api-ground.ts';

let database: TestDatabase;
let folder: string;
const former = { ...process.env };
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-cli-tuf-'));
  process.env['DATABASE_URL'] = database.url;
});
afterEach(async () => {
  process.env = { ...former };
  await database.drop();
  await rm(folder, { recursive: true });
});

const run = (...words: string[]): Promise<CommandResult> =>
  runIn({}, ['tuf', ...words, '--data-dir', join(folder, 'data')], { input: '' });
const rootOf = async (...words: string[]) => {
  const { stdout } = await run('export-root', ...words);
  return readMetadata('root', Buffer.from(stdout));
};

test('init makes a root once; show tells of it; export-root prints it byte for byte', async () => {
  const made = await run('init', '--factory', 'acme');
  expect(made).toMatchObject({ code: 0 });
  expect(made.stdout).toBe('The factory acme has its keys and the root of version 1.\n');
  expect(await readdir(join(folder, 'data', 'keys'))).toContain('sealing-keys.json');
  const again = await run('init', '--factory', 'acme');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('has keys and roots already');
  const shown = await run('show');
  expect(shown.stdout).toMatch(/^factory acme\nroot 1, expires 20\d\d-.*\nroot key [0-9a-f]{64}\n/);
  expect((await rootOf()).version).toBe(1);
});

test('rotate-root lets roots follow that devices can walk, with the online keys or without', async () => {
  await run('init', '--factory', 'acme');
  expect((await run('rotate-root')).stdout).toContain('root of version 2');
  expect((await run('rotate-root', '--every-key')).stdout).toContain('root of version 3');
  const chain = [];
  for (const version of ['1', '2', '3']) chain.push(await rootOf('--root-version', version));
  expect(walkRoots(chain).version).toBe(3);
  const [first, second, third] = chain.map(({ envelope }) => envelope.signed.roles.timestamp);
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
});

test('where no factory has roots, or several have, the command says what to do', async () => {
  expect((await run('show')).stderr).toContain('moorgate tuf init');
  for (const factory of ['one', 'two']) await run('init', '--factory', factory);
  expect((await run('rotate-root')).stderr).toContain('--factory (one, two)');
  expect((await run('show', '--factory', 'two')).stdout).toContain('factory two');
});

/** What another server exports: keys in the form of ota-tuf and roots, each in an archive. */
const writeExport = async (): Promise<{ keys: string; roots: string; served: string[] }> => {
  const keyring: RoleKeyring = {
    root: drawSigningKey(),
    targets: drawSigningKey(),
    snapshot: drawSigningKey(),
    timestamp: drawSigningKey(),
  };
  const last = drawSigningKey();
  const at = new Date('2020-01-01T00:00:00Z');
  const before = [{ key: keyring.root, keyId: keyring.root.keyId }];
  const served = [
    signRoot(keyring, { version: 1, at }),
    signRoot({ ...keyring, root: last }, { version: 2, at }, before),
  ].map(({ bytes }) => JSON.stringify(JSON.parse(bytes.toString()), null, 2));
  const place = join(folder, 'export');
  await mkdir(join(place, 'tufrepo', 'keys'), { recursive: true });
  const secret = { keytype: 'ED25519', keyval: { private: seedOf(last).toString('hex') } };
  await writeFile(join(place, 'tufrepo/keys/root.sec'), JSON.stringify(secret));
  await writeFile(join(place, 'tufrepo/keys/root.pub'), JSON.stringify(last.body));
  for (const [index, root] of served.entries())
    await writeFile(join(place, `${index + 1}.root.json`), root);
  const [keys, roots] = [join(folder, 'keys.tgz'), join(folder, 'roots.tgz')];
  execFileSync('tar', ['-czf', keys, '-C', place, 'tufrepo']);
  execFileSync('tar', ['-czf', roots, '-C', place, '1.root.json', '2.root.json']);
  return { keys, roots, served };
};

test('import takes over the roots of another server and lets one with new keys follow', async () => {
  const { keys, roots, served } = await writeExport();
  const imported = await run('import', '--keys', keys, '--roots', roots, '--factory', 'acme');
  expect(imported).toMatchObject({ code: 0 });
  expect(imported.stdout).toContain('2 roots of old, and that of version 3');
  for (const [index, root] of served.entries())
    expect((await run('export-root', '--root-version', String(index + 1))).stdout).toBe(root);
  const chain = served.map((root) => readMetadata('root', Buffer.from(root)));
  expect(walkRoots([...chain, await rootOf()]).version).toBe(3);
});

test('import of what is no archive, or lacks the key, changes nothing and shows nothing of a key', async () => {
  const { keys, roots } = await writeExport();
  const swapped = await run('import', '--keys', roots, '--roots', roots, '--factory', 'acme');
  expect([swapped.code, swapped.stderr]).toEqual([1, expect.stringContaining('None of the keys')]);
  await writeFile(roots, 'no archive');
  const broken = await run('import', '--keys', keys, '--roots', roots, '--factory', 'acme');
  expect(broken.code).toBe(1);
  const sealed = await readFile(join(folder, 'export/tufrepo/keys/root.sec'), 'utf8');
  const secret = (JSON.parse(sealed) as { keyval: { private: string } }).keyval.private;
  expect(broken.stderr + swapped.stderr).not.toContain(secret.slice(0, 16));
  expect((await run('show')).stderr).toContain('no factory has roots');
});
