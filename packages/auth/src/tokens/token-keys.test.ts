import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawTokenKeys, hashSecret, isSecretOf, loadTokenKeys } from './token-keys.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-keys-'));
});

afterEach(() => rm(folder, { recursive: true }));

const file = (): string => join(folder, 'token-peppers.json');

test('the first start makes a pepper that its owner alone may read, and later starts find it', async () => {
  const made = await loadTokenKeys(folder);
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  expect(await loadTokenKeys(folder)).toEqual(made);
  expect(await readdir(folder)).toEqual(['token-peppers.json']);
});

test('processes that start at once end up with the same pepper', async () => {
  const [first, ...others] = await Promise.all(
    Array.from({ length: 8 }, () => loadTokenKeys(folder)),
  );
  for (const other of others) expect(other).toEqual(first);
});

test('hashes of an older pepper are still checked, and new ones are made with the newest', async () => {
  const older = await loadTokenKeys(folder);
  const hash = hashSecret(older, 'secret');
  const peppers = { 1: older.peppers.get(1)!.toString('base64'), 2: 'AQ'.padEnd(43, 'A') + '=' };
  await writeFile(file(), JSON.stringify({ peppers }));
  const both = await loadTokenKeys(folder);
  expect(both.currentVersion).toBe(2);
  expect(isSecretOf(both, 'secret', hash)).toBe(true);
  expect(hashSecret(both, 'secret').keyVersion).toBe(2);
});

test('a secret fails under another pepper, another version, and when it differs', () => {
  const keys = drawTokenKeys();
  const stored = hashSecret(keys, 'secret');
  expect(isSecretOf(keys, 'secret', stored)).toBe(true);
  expect(isSecretOf(keys, 'Secret', stored)).toBe(false);
  expect(isSecretOf(drawTokenKeys(), 'secret', stored)).toBe(false);
  expect(isSecretOf(keys, 'secret', { ...stored, keyVersion: 2 })).toBe(false);
});

test.each([
  '',
  '{}',
  '{"peppers":{}}',
  '{"peppers":{"1":"c2hvcnQ="}}',
  '{"peppers":{"x":1}}',
  'null',
])('a file that holds %j is refused without being quoted or replaced', async (text) => {
  await writeFile(file(), text);
  await expect(loadTokenKeys(folder)).rejects.toThrow(file());
  await expect(loadTokenKeys(folder)).rejects.not.toThrow('c2hvcnQ');
});
