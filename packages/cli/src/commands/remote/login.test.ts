import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerOf, createApiClient } from '@moorgate/client';
import { Secret, TOTP } from 'otpauth';
import {
  type ApiGround,
  type CommandResult,
  runIn,
  startApiGround,
  type Surroundings,
  testPassword,
} from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

let lastHome = 0;

/** Commands of one person, who has a home of their own and nothing in the environment. */
const person = () => {
  lastHome += 1;
  const home = join(ground.folder, `home${lastHome}`);
  const file = join(home, '.config/moorgate/config.json');
  return {
    file,
    run: (words: readonly string[], surroundings?: Surroundings): Promise<CommandResult> =>
      runIn({ HOME: home }, words, surroundings),
    contexts: async () => JSON.parse(await readFile(file, 'utf8')) as Contexts,
  };
};

interface Contexts {
  readonly current: string | null;
  readonly contexts: Readonly<Record<string, { token: string; madeTokenId: string | null }>>;
}

/** A login whose password is read from standard input. */
const loginOf = (username: string, ...context: string[]): string[] => {
  const who = ['--url', ground.url, '--username', username];
  return ['login', ...context, ...who, '--password-stdin'];
};

describe('with a password', () => {
  test('keeps a token that it makes, with the scopes that were asked for, and no session', async () => {
    const { username } = await ground.addUser();
    const { run, file, contexts } = person();
    const scopes = ['--scope', 'devices:read', '--scope', 'tokens:create', '--expires', '1d'];
    const done = await run([...loginOf(username, 'test'), ...scopes], {
      input: `${testPassword}\n`,
    });
    expect(done).toEqual({
      code: 0,
      stdout: `${username} is logged in to ${ground.url}, context test.\n`,
      stderr: '',
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(file, '..'))).mode & 0o777).toBe(0o700);
    expect(await readFile(file, 'utf8')).not.toContain(testPassword);
    expect((await contexts()).current).toBe('test');
    const self = await run(['whoami', '-o', 'json']);
    expect(JSON.parse(self.stdout)).toMatchObject({
      username,
      scopes: expect.arrayContaining(['devices:read', 'tokens:create']),
      credential: { kind: 'token' },
    });
    const sessions = await ground.run(['users', 'sessions', 'list', username, '-o', 'json']);
    expect(sessions.stdout).toBe('[]\n');
  });

  test('gives the token all that the user may, unless told otherwise, and asks for the password', async () => {
    const { username } = await ground.addUser(['devices:read', 'tokens:create']);
    const { run } = person();
    const login = ['login', '--url', ground.url, '--username', username];
    expect(await run(login, { answers: [testPassword] })).toMatchObject({ code: 0 });
    const { stdout } = await run(['contexts']);
    const host = new URL(ground.url).host;
    expect(stdout).toMatch(new RegExp(`^\\* +${host} +${ground.url} +${username} +\\d{4}-`, 'm'));
    expect((await run(['devices', 'list'])).code).toBe(0);
  });

  test('keeps nothing when the password is wrong, or the scopes are not held', async () => {
    const { username } = await ground.addUser(['tokens:create']);
    const { run, contexts } = person();
    const login = loginOf(username);
    const wrong = await run(login, { input: 'wrong horse battery\n' });
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('(login_failed)') });
    const more = await run([...login, '--scope', 'users:create'], { input: testPassword });
    expect(more).toMatchObject({ code: 4, stderr: expect.stringContaining('(scope_not_held)') });
    await expect(contexts()).rejects.toThrow('ENOENT');
  });

  test('revokes at logout the token that it made', async () => {
    const { username } = await ground.addUser();
    const { run, contexts } = person();
    await run(loginOf(username, 'test'), { input: testPassword });
    const { token } = (await contexts()).contexts['test']!;
    expect((await run(['logout'])).stdout).toBe(
      'The token is revoked, and the context test removed.\n',
    );
    expect(await contexts()).toEqual({ current: null, contexts: {} });
    const env = { MOORGATE_URL: ground.url, MOORGATE_TOKEN: token };
    expect((await run(['whoami'], { env })).code).toBe(3);
    expect((await run(['whoami'])).code).toBe(3);
  });

  test('revokes the token before when somebody logs in again', async () => {
    const { username } = await ground.addUser();
    const { run, contexts } = person();
    await run(loginOf(username, 'test'), { input: testPassword });
    const { token } = (await contexts()).contexts['test']!;
    const again = ['login', 'test', '--username', username, '--password-stdin'];
    expect((await run(again, { input: testPassword })).code).toBe(0);
    const env = { MOORGATE_URL: ground.url, MOORGATE_TOKEN: token };
    expect((await run(['whoami'], { env })).code).toBe(3);
    expect((await run(['whoami'])).code).toBe(0);
  });
});

describe('with a second factor', () => {
  /** Sets one up as an authenticator does; answers it, and a recovery code. */
  const setUp = async (username: string): Promise<{ totp: TOTP; recoveryCode: string }> => {
    const anybody = createApiClient({ baseUrl: ground.url });
    const credentials = { username, password: testPassword };
    const { response } = await anybody.POST('/sessions', { body: credentials });
    const Cookie = response.headers.getSetCookie()[0]!.split(';')[0]!;
    const headers = { Cookie, 'Sec-Fetch-Site': 'none' };
    const client = createApiClient({ baseUrl: ground.url, headers });
    const begun = await answerOf(client.POST('/self/totp', { body: { password: testPassword } }));
    const totp = new TOTP({ secret: Secret.fromBase32((begun as { secret: string }).secret) });
    const body = { 'one-time-code': totp.generate() };
    const confirmed = await answerOf(client.POST('/self/totp/confirm', { body }));
    const codes = (confirmed as { 'recovery-codes': string[] })['recovery-codes'];
    return { totp, recoveryCode: codes[0]! };
  };

  test('asks for its code, or takes it from the line behind the password', async () => {
    const { username } = await ground.addUser();
    const { totp, recoveryCode } = await setUp(username);
    const { run } = person();
    const login = ['login', '--url', ground.url, '--username', username];
    const next = totp.generate({ timestamp: Date.now() + 30_000 });
    const asked = await run(login, { answers: [testPassword, next] });
    expect(asked).toMatchObject({ code: 0, stderr: expect.stringContaining('second factor') });
    const input = `${testPassword}\n${recoveryCode}\n`;
    expect((await run([...login, '--password-stdin'], { input })).code).toBe(0);
    const used = await run([...login, '--password-stdin'], { input });
    expect(used).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('second_factor_failed'),
    });
  });
});

describe('with a token', () => {
  test('checks it, keeps it, and leaves it valid at logout', async () => {
    const { username, token } = await ground.addUser();
    const { run } = person();
    const login = ['login', 'test', '--url', `${ground.url}/`, '--token-stdin'];
    const done = await run(login, { input: `${token}\n` });
    expect(done.stdout).toBe(`${username} is logged in to ${ground.url}, context test.\n`);
    expect((await run(['logout', 'test'])).stdout).toBe(
      'The context test is removed; its token was brought along, and stays valid.\n',
    );
    const env = { MOORGATE_URL: ground.url, MOORGATE_TOKEN: token };
    expect((await run(['whoami'], { env })).code).toBe(0);
  });

  test('refuses one that the server does not know', async () => {
    const { run, contexts } = person();
    const login = ['login', '--url', ground.url, '--token-stdin'];
    expect(await run(login, { input: 'nonsense' })).toMatchObject({ code: 3 });
    await expect(contexts()).rejects.toThrow('ENOENT');
  });
});

describe('the context that is meant', () => {
  test('is the current one, unless another is named or the environment says otherwise', async () => {
    const [one, other] = [await ground.addUser(), await ground.addUser()];
    const { run } = person();
    const login = (name: string, input: string): Promise<CommandResult> =>
      run(['login', name, '--url', ground.url, '--token-stdin'], { input });
    await login('one', one.token);
    await login('other', other.token);
    const who = async (words: readonly string[], env = {}): Promise<string> => {
      const { stdout } = await run(['whoami', '-o', 'json', ...words], { env });
      return (JSON.parse(stdout) as { username: string }).username;
    };
    expect(await who([])).toBe(other.username);
    expect(await who(['--context', 'one'])).toBe(one.username);
    expect(await who([], { MOORGATE_CONTEXT: 'one' })).toBe(one.username);
    expect(await who([], { MOORGATE_TOKEN: one.token })).toBe(one.username);
    expect((await run(['contexts', 'use', 'one'])).code).toBe(0);
    expect(await who([])).toBe(one.username);
    expect((await run(['contexts', 'delete', 'one'])).code).toBe(0);
    expect(await run(['whoami', '--context', 'one'])).toMatchObject({ code: 2 });
  });

  test('never gives its token to another server', async () => {
    const { token } = await ground.addUser();
    const { run } = person();
    await run(['login', '--url', ground.url, '--token-stdin'], { input: token });
    const env = { MOORGATE_URL: 'http://127.0.0.1:9' };
    expect(await run(['whoami'], { env })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no token for http://127.0.0.1:9'),
    });
  });

  test('is not read from a file that others can read, or that is something else', async () => {
    const { token } = await ground.addUser();
    const { run, file } = person();
    await run(['login', '--url', ground.url, '--token-stdin'], { input: token });
    const contents = await readFile(file);
    await writeFile(file, 'nonsense');
    expect((await run(['whoami'])).stderr).toContain('is not a file of contexts');
    await writeFile(file, contents);
    await chmod(file, 0o640);
    expect((await run(['whoami'])).stderr).toContain('can be read by others: chmod 600 it');
  });
});

describe('an address', () => {
  test.each([
    ['in clear on another host', 'http://moorgate.example', 'would get the token in clear'],
    ['with a password', 'https://u:p@moorgate.example', 'has no user, no password'],
    ['of another scheme', 'ftp://moorgate.example', 'is no address'],
  ])('is refused %s', async (_title, url, sentence) => {
    const { run } = person();
    const result = await run(['login', '--url', url, '--token-stdin'], { input: 'x' });
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence) });
  });

  test('is asked for, and so is who logs in', async () => {
    const { run } = person();
    expect((await run(['login'])).stderr).toContain('which server?');
    expect((await run(['login', '--url', ground.url])).stderr).toContain('as whom?');
    const both = ['login', '--url', ground.url, '--token-stdin', '--username', 'u'];
    expect((await run(both)).code).toBe(2);
  });
});
