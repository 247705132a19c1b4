import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tarArchive } from '@moorgate/testing';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const run = (...words: string[]) => ground.run(['configs', ...words]);
const objects = async (...words: string[]): Promise<Record<string, unknown>[]> =>
  JSON.parse((await run(...words, '-o', 'json')).stdout) as Record<string, unknown>[];

test('sets files beside those that are there, from values and from files, and shows them', async () => {
  const path = join(ground.folder, 'content');
  await writeFile(path, 'from a file\n');
  expect(await run('set', '-g', 'north', 'a=1', 'b=x=y', '-m', 'first')).toMatchObject({
    code: 0,
    stdout: 'group north has a, b.\n',
  });
  expect((await run('set', '-g', 'north', `c==${path}`, '--on-changed', '/x')).code).toBe(0);
  expect(await objects('show', '-g', 'north')).toEqual([
    { name: 'a', Value: '1', Unencrypted: true },
    { name: 'b', Value: 'x=y', Unencrypted: true },
    { name: 'c', Value: 'from a file\n', Unencrypted: true, OnChanged: ['/x'] },
  ]);
  expect((await run('set', '-g', 'north', 'only=1', '--replace')).code).toBe(0);
  expect(await objects('show', '-g', 'north')).toMatchObject([{ name: 'only' }]);
});

test('goes back to what the log shows', async () => {
  for (const value of ['1', '2'])
    await run('set', '-g', 'south', `a=${value}`, '-m', `to ${value}`);
  expect(await objects('log', '-g', 'south')).toMatchObject([
    { Revision: 2, Reason: 'to 2' },
    { Revision: 1, Reason: 'to 1' },
  ]);
  expect((await run('revert', '-g', 'south', '--revision', '1')).code).toBe(0);
  expect(await objects('show', '-g', 'south')).toMatchObject([{ Value: '1' }]);
  expect((await run('revert', '-g', 'south', '--revision', '99')).code).toBe(5);
});

test('shows what a device is given and from where, and does not show what is encrypted to it', async () => {
  const uuid = await ground.addDevice({ group: 'west' });
  await run('set', 'all=factory');
  await run('set', '-g', 'west', 'all=group', 'g=1');
  const { stdout } = await run('effective', uuid);
  expect(stdout).toMatch(/^all +group +- +group$/m);
  expect(stdout).toMatch(/^g +1 +- +group$/m);
  expect(await run('applied', uuid)).toMatchObject({ code: 0 });
  expect((await run('groups')).stdout).toContain('west\n');
});

test('refuses what is no file, two layers at once, and a file that is not here', async () => {
  expect((await run('set', 'nothing')).code).toBe(2);
  expect((await run('show', '-g', 'a', '-d', 'b')).code).toBe(2);
  expect((await run('set', 'a==/nowhere/at/all')).code).toBe(1);
  expect((await run('show', '-g', 'unknown')).code).toBe(5);
});

test('replaces all layers by an archive, after a yes', async () => {
  const path = join(ground.folder, 'configs.tar');
  const content = '{"new":{"Value":"1","Unencrypted":true}}';
  const files = [
    { name: 'factory/.journal', content: 'x:1:a:moved\n' },
    { name: 'factory/x', content },
  ];
  await writeFile(path, tarArchive(files));
  const refused = await ground.run(['configs', 'upload', path], { answers: ['n'] });
  expect(refused.code).toBe(1);
  expect((await run('upload', path, '--yes')).code).toBe(0);
  expect(await objects('show')).toMatchObject([{ name: 'new' }]);
  await writeFile(path, 'garbage');
  expect((await run('upload', path, '--yes')).code).toBe(1);
  expect(await objects('show')).toMatchObject([{ name: 'new' }]);
  expect(await readFile(path, 'utf8')).toBe('garbage');
});
