import { randomUUID } from 'node:crypto';
import { type ApiGround, startApiGround, testPassword } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const nameOf = (): string => `u-${randomUUID().slice(0, 8)}`;

const userOf = async (username: string): Promise<Record<string, unknown>> => {
  const { stdout } = await ground.run(['users', 'get', username, '-o', 'json']);
  return JSON.parse(stdout) as Record<string, unknown>;
};

describe('users', () => {
  test('are created with a password, or without one', async () => {
    const [one, other] = [nameOf(), nameOf()];
    const create = ['users', 'create', one, '--scope', 'devices:read', '--password-stdin'];
    expect(await ground.run(create, { input: 'a fine new password' })).toMatchObject({ code: 0 });
    expect((await ground.run(['users', 'create', other, '--no-password'])).code).toBe(0);
    expect(await userOf(one)).toMatchObject({ scopes: ['devices:read'] });
    expect(await userOf(other)).toMatchObject({ 'password-changed-at': null });
    expect((await ground.run(['users', 'list', '--all'])).stdout).toMatch(
      new RegExp(`^${one} +- +devices:read `, 'm'),
    );
    const again = await ground.run(['users', 'create', one, '--no-password']);
    expect(again).toMatchObject({ code: 6, stderr: expect.stringContaining('(user_exists)') });
  });

  test('lose and get rights', async () => {
    const { username } = await ground.addUser(['devices:read']);
    await ground.run(['users', 'scopes', 'set', username, 'users:read', 'audit:read']);
    expect((await userOf(username))['scopes']).toEqual(
      expect.arrayContaining(['users:read', 'audit:read']),
    );
    await ground.run(['users', 'scopes', 'set', username]);
    expect(await userOf(username)).toMatchObject({ scopes: [] });
  });

  test('get another password only when it was typed the same twice', async () => {
    const { username } = await ground.addUser();
    const reset = ['users', 'reset-password', username];
    const differ = await ground.run(reset, {
      answers: ['one fine password', 'two fine passwords'],
    });
    expect(differ).toMatchObject({ code: 1, stderr: expect.stringContaining('differ') });
    const same = { answers: ['one fine password', 'one fine password'] };
    expect((await ground.run(reset, same)).code).toBe(0);
  });

  test('are shut out after a yes, and let in again', async () => {
    const { username, token } = await ground.addUser();
    const deactivate = ['users', 'deactivate', username];
    expect((await ground.run(deactivate, { answers: [''] })).code).toBe(1);
    expect((await ground.run([...deactivate, '--yes'])).code).toBe(0);
    const env = { MOORGATE_TOKEN: token };
    expect((await ground.run(['whoami'], { env })).code).toBe(3);
    expect((await ground.run(['users', 'reactivate', username])).code).toBe(0);
  });

  test('show where they are logged in, and are logged out', async () => {
    const { username } = await ground.addUser();
    const body = JSON.stringify({ username, password: testPassword });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${ground.url}/v1/sessions`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
    const list = ['users', 'sessions', 'list', username];
    expect((await ground.run(list)).stdout).toMatch(/ 127\.0\.0\.1 /);
    expect((await ground.run(['users', 'sessions', 'end', username])).code).toBe(0);
    expect((await ground.run([...list, '-o', 'json'])).stdout).toBe('[]\n');
  });
});

describe('roles', () => {
  test('are created, given, changed in part, and deleted', async () => {
    const role = nameOf();
    const { username } = await ground.addUser(['devices:read']);
    const create = ['roles', 'create', role, '--scope', 'devices:read', '--group', 'north'];
    expect((await ground.run(create)).code).toBe(0);
    expect((await ground.run(['users', 'roles', 'set', username, role])).code).toBe(0);
    expect(await userOf(username)).toMatchObject({ roles: [role] });
    const change = ['roles', 'change', role, '--description', 'the north', '-o', 'json'];
    expect(JSON.parse((await ground.run(change)).stdout)).toMatchObject({
      scopes: ['devices:read'],
      groups: ['north'],
      description: 'the north',
    });
    await ground.run(['roles', 'change', role, '--all-devices']);
    expect((await ground.run(['roles', 'get', role])).stdout).toMatch(/^groups: +all devices$/m);
    expect((await ground.run(['roles', 'list', '--all'])).stdout).toContain(role);
    expect((await ground.run(['roles', 'delete', role, '--yes'])).code).toBe(6);
    await ground.run(['users', 'roles', 'set', username]);
    expect((await ground.run(['roles', 'delete', role, '--yes'])).code).toBe(0);
    expect((await ground.run(['roles', 'get', role])).code).toBe(5);
  });
});

test('service accounts are created, limited, given tokens, and deleted with them', async () => {
  const name = nameOf();
  const create = ['service-accounts', 'create', name, '--scope', 'devices:read', '--scope'];
  expect((await ground.run([...create, 'users:read'])).code).toBe(0);
  const tokenFor = ['service-accounts', 'create-token', name, '--name', 'ci'];
  const { stdout } = await ground.run([...tokenFor, '--scope', 'devices:read']);
  expect(stdout).toMatch(/^mgt_svc_\w{64}\n$/);
  const env = { MOORGATE_TOKEN: stdout.trim() };
  expect((await ground.run(['devices', 'list'], { env })).code).toBe(0);
  const change = ['service-accounts', 'change', name];
  const role = nameOf();
  await ground.run(['roles', 'create', role, '--scope', 'devices:read']);
  await ground.run([...change, '--scope', 'users:read']);
  expect((await ground.run(['devices', 'list'], { env })).code).toBe(4);
  expect((await ground.run([...change, '--role', role])).stdout).toMatch(
    new RegExp(`^roles: +${role}$`, 'm'),
  );
  expect((await ground.run(['devices', 'list'], { env })).code).toBe(0);
  expect((await ground.run([...change, '--no-roles'])).stdout).toMatch(/^roles: +-$/m);
  expect((await ground.run(['devices', 'list'], { env })).code).toBe(4);
  expect((await ground.run([...change, '--no-roles', '--role', role])).code).toBe(2);
  expect((await ground.run(['service-accounts', 'get', name])).stdout).toMatch(/^usable: +yes$/m);
  expect((await ground.run(['service-accounts', 'list', '--all'])).stdout).toContain(name);
  expect((await ground.run(['service-accounts', 'delete', name, '--yes'])).code).toBe(0);
  expect((await ground.run(['whoami'], { env })).code).toBe(3);
});

describe('audit', () => {
  test('is searched by action, target and time', async () => {
    const uuid = await ground.addDevice();
    await ground.run(['devices', 'deny', uuid, '--reason', 'lost']);
    const search = ['audit', 'search', '--target', uuid, '--since', '1h'];
    const { stdout } = await ground.run([...search, '-o', 'json']);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ action: 'device.denied', 'target-id': uuid }),
    ]);
    expect((await ground.run(search)).stdout).toMatch(
      /device\.denied +user\d+ +127\.0\.0\.1 +device /,
    );
    expect((await ground.run([...search, '--until', '1h', '-o', 'json'])).stdout).toBe('[]\n');
    expect((await ground.run(['audit', 'search', '--since', 'noon'])).code).toBe(2);
  });

  test('is downloaded as lines of JSON', async () => {
    const { code, stdout } = await ground.run(['audit', 'download']);
    expect(code).toBe(0);
    for (const line of stdout.split('\n').filter((text) => text !== ''))
      expect(JSON.parse(line)).toHaveProperty('hash');
  });
});
