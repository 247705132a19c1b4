import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { locateDataDirectory } from '../data-directory.ts';
import { prepareSignerSocket, prepareTunnelFolder } from './signer-socket.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-socket-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the socket is in a folder of the data directory that nobody else may enter', async () => {
  const path = prepareSignerSocket(locateDataDirectory(folder));
  expect(path).toBe(join(folder, 'private', 'signer.sock'));
  expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  expect(prepareSignerSocket(locateDataDirectory(folder))).toBe(path);
});

test('a data directory with a long path has it in a short one, the same at every start', async () => {
  const long = locateDataDirectory(join(folder, 'x'.repeat(100)));
  const path = prepareSignerSocket(long);
  try {
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
    expect(prepareSignerSocket(long)).toBe(path);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  } finally {
    await rm(dirname(path), { recursive: true });
  }
});

test('the workers of the gateway have a folder of their own beside it', async () => {
  const path = prepareTunnelFolder(locateDataDirectory(folder));
  expect(path).toBe(join(folder, 'private', 'tunnels'));
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('a folder that others may enter is refused', async () => {
  const path = prepareSignerSocket(locateDataDirectory(folder));
  await chmod(dirname(path), 0o755);
  expect(() => prepareSignerSocket(locateDataDirectory(folder))).toThrow('its owner alone');
});
