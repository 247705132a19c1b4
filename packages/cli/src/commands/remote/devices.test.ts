import { denyDevice } from '@moorgate/devices';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const objects = (stdout: string): { uuid: string }[] => JSON.parse(stdout) as { uuid: string }[];

describe('devices list', () => {
  test('lists devices as a table for people, and as the API’s own objects for programs', async () => {
    const uuid = await ground.addDevice({ name: 'lamp', group: 'north', site: 'a' });
    const table = await ground.run(['devices', 'list', '--utc']);
    expect(table).toMatchObject({ code: 0, stderr: '' });
    const [titles, ...rows] = table.stdout.split('\n');
    expect(titles).toMatch(/^UUID +NAME +GROUP +LAST SEEN +TARGET +TAG +LABELS$/);
    expect(rows.find((row) => row.startsWith(uuid))).toMatch(
      /^\S+ +lamp +north +never +- +- +site=a$/,
    );
    const json = await ground.run(['devices', 'list', '-o', 'json']);
    expect(objects(json.stdout).find((device) => device.uuid === uuid)).toEqual({
      uuid,
      'created-at': 1769904000,
      'last-seen': 0,
      target: '',
      tag: '',
      labels: { name: 'lamp', group: 'north', site: 'a' },
    });
    const yaml = await ground.run(['devices', 'list', '-o', 'yaml']);
    expect(yaml.stdout).toContain(`- uuid: ${uuid}\n`);
  });

  test('goes from page to page, and shows no more than was asked for', async () => {
    for (let count = 0; count < 5; count += 1) await ground.addDevice({ group: 'paged' });
    const all = objects((await ground.run(['devices', 'list', '--all', '-o', 'json'])).stdout);
    expect(all.length).toBeGreaterThanOrEqual(5);
    const limited = await ground.run(['devices', 'list', '--limit', '2'], { columns: 200 });
    expect(limited.stdout.trim().split('\n')).toHaveLength(3);
    expect(limited.stderr).toBe('moorgate: there are more; --limit or --all shows them\n');
    const both = await ground.run(['devices', 'list', '--limit', '2', '--all']);
    expect(both.code).toBe(2);
  });

  test('keeps those with a label, of a group, and that were not seen for some time', async () => {
    const uuid = await ground.addDevice({ group: 'west', rack: '7' });
    const list = async (...options: string[]): Promise<string[]> => {
      const { stdout } = await ground.run(['devices', 'list', '-o', 'json', ...options]);
      return objects(stdout).map((device) => device.uuid);
    };
    expect(await list('--label', 'rack=7', '--group', 'west')).toEqual([uuid]);
    expect(await list('--label', 'rack=8')).toEqual([]);
    expect(await list('--group', 'west', '--unseen-for', '1d')).toEqual([uuid]);
    expect(await list('--group', 'west', '--seen-within', '1d')).toEqual([]);
    expect(await list('--group', 'west', '--group', 'nowhere', '--never-seen')).toEqual([uuid]);
    expect(await list('--uuid', uuid.slice(0, 13).toUpperCase(), '--group', 'west')).toEqual([
      uuid,
    ]);
    expect(await list('--tag', 'none')).toEqual([]);
    const named = await ground.addDevice({ name: 'pump-7' });
    expect(await list('--name', 'pump')).toEqual([named]);
    const wrong = await ground.run(['devices', 'list', '--label', 'rack']);
    expect(wrong.code).toBe(2);
    const both = await ground.run(['devices', 'list', '--never-seen', '--unseen-for', '1d']);
    expect(both.code).toBe(2);
  });
});

describe('devices', () => {
  test('shows one device with its key, and its keys', async () => {
    const uuid = await ground.addDevice();
    const { stdout } = await ground.run(['devices', 'get', uuid]);
    expect(stdout).toMatch(/^factory: +acme$/m);
    expect(stdout).toMatch(/^public key:\n {2}-----BEGIN PUBLIC KEY-----\n/m);
    const keys = await ground.run(['devices', 'keys', uuid]);
    expect(keys.stdout).toMatch(/^live +[0-9a-f]{64} /m);
  });

  test('sets and removes labels', async () => {
    const uuid = await ground.addDevice({ old: 'x' });
    const labels = async (): Promise<unknown> => {
      const { stdout } = await ground.run(['devices', 'get', uuid, '-o', 'json']);
      return (JSON.parse(stdout) as { labels: unknown }).labels;
    };
    await ground.run(['devices', 'labels', 'set', uuid, 'name=one', 'site=a']);
    expect(await labels()).toEqual({ name: 'one', site: 'a', old: 'x' });
    await ground.run(['devices', 'labels', 'unset', uuid, 'site', 'old']);
    expect(await labels()).toEqual({ name: 'one' });
  });

  test('denies a device, restores it, and deletes it only after a yes', async () => {
    const uuid = await ground.addDevice();
    const denied = await ground.run(['devices', 'deny', uuid, '--reason', 'lost in transit']);
    expect(denied).toMatchObject({ code: 0, stdout: `${uuid} is denied.\n` });
    const list = await ground.run(['denied', 'list']);
    expect(list.stdout).toMatch(new RegExp(`^${uuid} .* lost in transit$`, 'm'));
    expect((await ground.run(['denied', 'restore', uuid])).code).toBe(0);
    expect((await ground.run(['devices', 'get', uuid])).code).toBe(0);
    await denyDevice(ground.operator, { uuid, reason: undefined });
    const refused = await ground.run(['denied', 'purge', uuid], { answers: ['n'] });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing was changed'),
    });
    expect((await ground.run(['denied', 'purge', uuid], { answers: ['y'] })).code).toBe(0);
    expect((await ground.run(['denied', 'purge', uuid, '--yes'])).code).toBe(5);
  });

  test('permits another key, lists the permit and takes it back', async () => {
    const uuid = await ground.addDevice();
    const made = await ground.run([
      'devices',
      'permits',
      'create',
      uuid,
      '--any-key',
      '-o',
      'json',
    ]);
    const { id } = JSON.parse(made.stdout) as { id: string };
    expect((await ground.run(['devices', 'permits', 'list', uuid])).stdout).toMatch(
      new RegExp(`^${id} +open +any `, 'm'),
    );
    expect((await ground.run(['devices', 'permits', 'revoke', uuid, id])).code).toBe(0);
  });
});

test('shows what waits for a decision, the gateways and the certificates', async () => {
  const enrolments = await ground.run(['enrolments', 'list']);
  expect(enrolments).toMatchObject({ code: 0, stdout: expect.stringMatching(/^UUID +SHA256 /) });
  expect((await ground.run(['enrolments', 'keys', '-o', 'json'])).stdout).toBe('[]\n');
  expect((await ground.run(['gateways', 'list', '-o', 'yaml'])).stdout).toBe('[]\n');
  expect((await ground.run(['certificates', 'list'])).stdout).toMatch(/^KIND +STATE +ENDS /);
  const unknown = '00000000-0000-4000-8000-000000000000';
  expect((await ground.run(['enrolments', 'approve', unknown])).code).toBe(5);
  expect((await ground.run(['enrolments', 'reject', unknown])).code).toBe(5);
});
