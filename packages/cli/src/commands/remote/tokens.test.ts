import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiGround, runIn, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
let folder: string;
beforeAll(async () => {
  ground = await startApiGround();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-cli-tokens-'));
});
afterAll(async () => {
  await ground.close();
  await rm(folder, { recursive: true });
});

const create = ['tokens', 'create', '--name', 'ci', '--scope', 'devices:read'];

/** Makes a token; answers its text and its id. */
const makeToken = async (...options: string[]): Promise<{ token: string; id: string }> => {
  const { stdout } = await ground.run([...create, ...options, '-o', 'json']);
  return JSON.parse(stdout) as { token: string; id: string };
};

const codeWith = async (token: string): Promise<number> =>
  (await ground.run(['whoami'], { env: { MOORGATE_TOKEN: token } })).code;

test('prints a new token alone, which works', async () => {
  const { code, stdout } = await ground.run(create);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mgt_pat_\w{64}\n$/);
  expect(await codeWith(stdout.trim())).toBe(0);
});

test('makes a token with every limit there is, and shows it', async () => {
  const limits = ['--group', 'north', '--cidr', '10.0.0.0/8', '--max-uses', '5', '--note', 'n'];
  const times = ['--expires', '2d', '--starts-in', '1h', '--rate-limit', '0.75'];
  const { id } = await makeToken(...limits, ...times);
  const { stdout } = await ground.run(['tokens', 'get', id, '--utc']);
  expect(stdout).toMatch(/^groups: +north$/m);
  expect(stdout).toMatch(/^networks: +10\.0\.0\.0\/8$/m);
  expect(stdout).toMatch(/^rate: +0\.75 in a second, 2 at once$/m);
  expect(stdout).toMatch(/^uses: +0 of 5$/m);
  expect(stdout).toMatch(/^begins: +\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/m);
});

test('lists tokens by state, name and owner', async () => {
  const { username, token } = await ground.addUser();
  const { id } = await makeToken();
  const list = async (...options: string[]): Promise<string> =>
    (await ground.run(['tokens', 'list', '--all', ...options])).stdout;
  expect(await list('--state', 'active', '--search', 'ci')).toContain(id);
  expect(await list('--state', 'revoked')).not.toContain(id);
  expect(await list('--user', username)).toContain(token.split('_')[2]);
  const everybody = await list('--all-owners', '--scope', 'devices:read', '--dialect', 'native');
  for (const shown of [id, token.split('_')[2]]) expect(everybody).toContain(shown);
  expect(await list('--all-owners', '--older-than', '90d')).not.toContain(id);
  const both = await ground.run(['tokens', 'list', '--all-owners', '--user', username]);
  expect(both.code).toBe(2);
});

test('gives a token a new secret; the old one lives on for the overlap', async () => {
  const { id, token } = await makeToken();
  const rotated = await ground.run(['tokens', 'rotate', id, '--overlap', '1h']);
  expect(rotated.stdout).toMatch(new RegExp(`^mgt_pat_${id}_\\w+\n$`));
  expect(await codeWith(rotated.stdout.trim())).toBe(0);
  expect(await codeWith(token)).toBe(0);
  expect((await ground.run(['tokens', 'rotate', id, '--overlap', 'soon'])).code).toBe(2);
});

test('gives the token of the context a new secret, which the context takes up', async () => {
  const { token } = await ground.addUser();
  const run = (words: string[], input = '') => runIn({ HOME: folder }, words, { input });
  await run(['login', 'c', '--url', ground.url, '--token-stdin'], token);
  expect(await run(['tokens', 'rotate', 'self'])).toMatchObject({
    code: 0,
    stdout: 'The context c has a new token; the old one ends after 24h.\n',
  });
  expect((await run(['whoami'])).code).toBe(0);
});

test('warns a person of the end of the token in use, in its last week', async () => {
  const { token: short } = await makeToken('--expires', '2d');
  const { token: long } = await makeToken('--expires', '20d');
  const notes = async (token: string, columns?: number): Promise<string> => {
    const there = columns === undefined ? {} : { columns };
    return (await ground.run(['whoami'], { env: { MOORGATE_TOKEN: token }, ...there })).stderr;
  };
  expect(await notes(short, 100)).toContain('the token ends in 48 hours');
  expect(await notes(short)).toBe('');
  expect(await notes(long, 100)).toBe('');
});

test('disables, enables and revokes a token', async () => {
  const { id, token } = await makeToken();
  await ground.run(['tokens', 'disable', id]);
  expect(await codeWith(token)).toBe(3);
  await ground.run(['tokens', 'enable', id]);
  expect(await codeWith(token)).toBe(0);
  expect((await ground.run(['tokens', 'revoke', id])).code).toBe(0);
  expect(await codeWith(token)).toBe(3);
});

test('counts what it would revoke before it asks, and revokes after a yes', async () => {
  const { username, token } = await ground.addUser();
  const revoke = ['tokens', 'revoke-many', '--user', username];
  expect((await ground.run([...revoke, '--dry-run'])).stdout).toBe('would be revoked: 1 token\n');
  const no = await ground.run(revoke, { answers: ['no'] });
  expect(no).toMatchObject({ code: 1, stderr: expect.stringContaining('Revoke 1 token? [y/N]') });
  expect(await codeWith(token)).toBe(0);
  expect((await ground.run(revoke, { answers: ['yes'] })).stdout).toBe('revoked: 1 token\n');
  expect(await codeWith(token)).toBe(3);
  expect((await ground.run(['tokens', 'revoke-many', '--yes'])).code).toBe(1);
});

test('finds tokens in a file without a server, by line and id, never their secrets', async () => {
  const { id, token } = await makeToken();
  const noise = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
  const file = join(folder, 'log.txt');
  await writeFile(file, `nothing\r\n"OSF-TOKEN: ${token}" and\n${noise}\n`);
  const found = await runIn({}, ['tokens', 'check-leaks', file, '-o', 'json']);
  expect(found.code).toBe(1);
  expect(JSON.parse(found.stdout)).toEqual([{ line: 2, kind: 'pat', id }]);
  expect(found.stderr).toContain('1 token was found');
  expect(`${found.stdout}${found.stderr}`).not.toContain(token.split('_')[3]);
  await writeFile(file, noise);
  expect((await runIn({}, ['tokens', 'check-leaks', file])).code).toBe(0);
  const missing = await runIn({}, ['tokens', 'check-leaks', join(folder, 'none')]);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
});
