import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret, locateDataDirectory, openDataDirectory } from './data-directory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moorgate-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('a new data directory is closed to others, who may only pass through where root runs it', () => {
  const { root, certs, keys, blobs } = openDataDirectory(join(folder, 'data'));
  expect(modeOf(root)).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  expect([certs, keys, blobs].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
});

test('to say where everything stands makes nothing', () => {
  locateDataDirectory(join(folder, 'data'));
  expect(readdirSync(folder)).toEqual([]);
});

test('a secret stays the same, and its owner alone can read it', () => {
  const directory = openDataDirectory(folder);
  const secret = keptSecret(directory, 'some');
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(keptSecret(directory, 'some')).toBe(secret);
  expect(modeOf(join(directory.keys, 'some'))).toBe(0o600);
  expect(readdirSync(directory.keys)).toEqual(['gateway', 'some']);
});

test('a disk that takes no octet leaves no empty secret behind', () => {
  const directory = openDataDirectory(folder);
  const script = `
    import { keptSecret, locateDataDirectory } from ${JSON.stringify(join(import.meta.dirname, 'data-directory.ts'))};
    keptSecret(locateDataDirectory(${JSON.stringify(folder)}), 'some');`;
  const full = spawnSync(
    'sh',
    // A limit on the size of files is met like the end of the disk.
    [
      '-c',
      `trap '' XFSZ; ulimit -f 0; exec "$0" --input-type=module -e "$1"`,
      process.execPath,
      script,
    ],
    { encoding: 'utf8' },
  );
  expect(full.stderr).toContain('EFBIG');
  expect(readdirSync(directory.keys)).toEqual(['gateway']);
  expect(keptSecret(directory, 'some')).toMatch(/^[\w-]{43}$/);
});
