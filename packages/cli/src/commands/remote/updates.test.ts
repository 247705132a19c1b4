import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

let folder: string;
const digest = 'a'.repeat(64);
const longName = `${'n'.repeat(120)}/${'m'.repeat(120)}`;
beforeEach(async () => {
  folder = await mkdtemp(join(ground.folder, 'update-'));
  const app = join(folder, 'apps', 'apps', 'web', digest);
  await mkdir(join(app, longName), { recursive: true });
  await writeFile(join(app, 'compose.yml'), 'services: {}');
  await writeFile(join(app, longName, 'file'), randomBytes(300_000));
  await writeFile(join(folder, 'README'), 'stays here');
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...words: string[]) => ground.run(['updates', ...words]);
const upload = (name: string, ...options: string[]) =>
  run('upload', 'main', name, folder, '--hardware-id', 'intel', ...options);

test('a folder is uploaded, shown, listed and deleted', async () => {
  expect(await upload('one', '--version', '7', '--name', 'lmp')).toEqual({
    code: 0,
    stdout: '2 files, 293.0 KiB, are uploaded.\n',
    stderr: '',
  });
  const shown = await run('show', 'main', 'one', '-o', 'json');
  expect(JSON.parse(shown.stdout)).toMatchObject({
    tag: 'main',
    name: 'one',
    files: 2,
    bytes: 300_012,
    metadata: 'signed',
    targets: [{ name: 'lmp-7', 'hardware-ids': ['intel'] }],
  });
  expect((await run('show', 'main', 'one')).stdout).toContain('lmp-7');
  for (const words of [['list'], ['list', 'main']]) {
    const listed = await run(...words);
    expect(listed.stdout).toMatch(/main\s+one\s/);
  }
  expect((await run('list', 'other', '-o', 'json')).stdout.trim()).toBe('[]');
  expect((await run('delete', 'main', 'one', '--yes')).code).toBe(0);
  expect((await run('show', 'main', 'one')).code).not.toBe(0);
});

test('a person sees how far it has come; a script does not', async () => {
  const { stderr } = await ground.run(
    ['updates', 'upload', 'main', 'watched', folder, '--hardware-id', 'x'],
    { columns: 80 },
  );
  expect(stderr).toMatch(/\r\[#+\] 100 % of 293\.0 KiB\r/);
  expect((await upload('unwatched')).stderr).not.toContain('%');
});

test('what the server refuses is said in its words', async () => {
  await upload('taken');
  const again = await upload('taken');
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('already exists');
  const nameless = await run('upload', 'main', 'x', folder);
  expect(nameless.stderr).toContain('hardware-id');
});

test('a folder without an update, and one with a link, are refused before anything is sent', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const refused = await run('upload', 'main', 'empty', empty);
  expect(refused.stderr).toContain('neither ostree_repo/ nor apps/');
  await symlink('/etc/passwd', join(folder, 'apps', 'link'));
  expect((await upload('link')).stderr).toContain('is no plain file');
  expect((await run('list', '-o', 'json')).stdout).not.toContain('"link"');
});
