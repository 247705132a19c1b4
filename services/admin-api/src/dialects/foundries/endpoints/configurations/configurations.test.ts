import { generateKeyPairSync } from 'node:crypto';
import { deliverConfiguration } from '@moorgate/configurations';
import { openDatabase } from '@moorgate/db';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update']);
});
afterAll(() => app.close());
beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'patch' | 'post' | 'delete';
const call = (method: Method, path: string, body?: object): supertest.Test =>
  supertest(app.server)[method](`/ota${path}`).set('OSF-TOKEN', token).send(body);

interface File {
  readonly name: string;
  readonly value: string;
  readonly unencrypted?: boolean;
  readonly 'on-changed'?: readonly string[] | null;
}
const plain = (name: string, value: string): File => ({ name, value, unencrypted: true });
const change = (files: readonly File[] | null, reason = 'test') => ({ reason, files });
const filesOf = (answer: supertest.Response): File[] => answer.body.config[0].files as File[];

const factoryPath = `/factories/${testFactory}/config/`;
const groupPath = `/factories/${testFactory}/device-groups/lab/config/`;
let number = 0;
const devicePath = async (): Promise<string> => {
  number += 1;
  const name = `config-${number}`;
  await insertDevice(app.db, { labels: { name } });
  return `/devices/${name}/config/`;
};

describe.each([
  ['a device', devicePath],
  ['the factory', () => Promise.resolve(factoryPath)],
  ['a group', () => Promise.resolve(groupPath)],
])('the configuration of %s', (_what, pathOf) => {
  test('merges by PATCH, is replaced by POST, and loses a file by DELETE', async () => {
    const path = await pathOf();
    const set = await call('post', path, change([plain('a', '1'), plain('b', '2')], 'first'));
    expect([set.status, set.body]).toEqual([
      201,
      {
        'created-at': '2026-03-01T12:00:00+00:00',
        'applied-at': null,
        reason: 'first',
        files: [plain('a', '1'), plain('b', '2')],
      },
    ]);
    const handler = ['/usr/bin/touch', '/tmp/b'];
    await call('patch', `${path}?force=1`, change([{ ...plain('b', '3'), 'on-changed': handler }]));
    expect(filesOf(await call('get', path))).toEqual([
      plain('a', '1'),
      { ...plain('b', '3'), 'on-changed': handler },
    ]);
    expect((await call('delete', `${path}b/`)).status).toBe(204);
    expect(filesOf(await call('get', path))).toEqual([plain('a', '1')]);
    const missing = await call('delete', `${path}b`);
    expect([missing.status, missing.body.code]).toEqual([404, 'configuration_file_not_found']);
    await call('post', path, change(null, 'nothing'));
    expect(filesOf(await call('get', path))).toEqual([]);
  });

  test('pages, the newest first, each with who made it', async () => {
    const path = await pathOf();
    for (let index = 0; index < 12; index += 1)
      await call('post', path, change([plain('count', String(index))], `change ${index}`));
    const first = await call('get', path);
    expect(first.body.config[0]).toMatchObject({
      reason: 'change 11',
      'created-by': expect.stringMatching(/^user/),
    });
    expect(first.body.config).toHaveLength(10);
    expect(first.body.total).toBeGreaterThanOrEqual(12);
    expect(first.body.next).toBe(`${app.origin}/ota${path}?page=2`);
    const second = await call('get', `${path}?page=2`);
    expect(second.body.config[0]).toMatchObject({ reason: 'change 1' });
  });

  test('makes no revision of files that are the same', async () => {
    const path = await pathOf();
    await call('post', path, change([plain('same', '1')], 'first'));
    const again = await call('patch', path, change([plain('same', '1')], 'second'));
    expect([again.status, again.body.reason]).toEqual([201, 'first']);
  });

  test('is refused beyond the limits, with the field', async () => {
    const path = await pathOf();
    const large = await call('patch', path, change([plain('large', 'x'.repeat(4_194_305))]));
    expect([large.status, large.body.code]).toEqual([400, 'invalid_request']);
    const bad = await call('patch', path, change([plain('../etc', 'x')]));
    expect(bad.body.errors).toEqual({ 'files/..~1etc': expect.stringContaining('segments') });
    const shape = await call('patch', path, { files: [{ name: 'x' }] });
    expect(shape.body.errors).toMatchObject({ 'files/0/value': 'is required' });
  });
});

test('shows of a factory and of a group what is no secret alone, and of a device what was encrypted to it', async () => {
  const files = [plain('motd', 'hi'), { name: 'npmtok', value: 's3cr3t', unencrypted: false }];
  for (const path of [factoryPath, groupPath]) {
    const set = await call('post', path, change(files));
    for (const shown of [set.body.files, filesOf(await call('get', path))])
      expect(shown).toEqual([plain('motd', 'hi'), { ...files[1], value: '' }]);
    await call('patch', path, change([plain('motd', 'ho')]));
  }
  const kept = app.db.selectFrom('configurations').select('files').where('is_current', '=', true);
  const row = await kept.where('factory', '=', testFactory).executeTakeFirstOrThrow();
  expect(row.files['npmtok']).toMatchObject({ value: 's3cr3t' });
  const path = await devicePath();
  await call('post', path, change(files));
  expect(filesOf(await call('get', path))).toEqual(files);
});

describe('a secret for many devices', () => {
  const secret = { name: 'shared', value: 's3cr3t', unencrypted: false };
  const files = [plain('open', 'hi'), secret];

  test('is encrypted for each device on its way, and never left in clear', async () => {
    const path = `/factories/${testFactory}/device-groups/sealed/config/`;
    await call('post', path, change(files));
    const delivered = [];
    for (let index = 0; index < 2; index += 1) {
      const uuid = await insertDevice(app.db, { labels: { group: 'sealed' } });
      delivered.push((await deliver(uuid))!.files);
    }
    const [one, other] = delivered.map((each) => each.get('shared')!);
    expect(one).toMatchObject({ isUnencrypted: false });
    expect(Buffer.from(one!.value, 'base64')).toHaveLength(65 + 16 + 6 + 32);
    expect(one!.value).not.toBe(other!.value);
    expect(one).not.toHaveProperty('isClear');
    expect(delivered[0]!.get('open')).toMatchObject({ value: 'hi', isUnencrypted: true });
  });

  test('leaves a secret out for a device whose key is on no curve', async () => {
    const path = `/factories/${testFactory}/device-groups/rsa/config/`;
    await call('post', path, change(files));
    const uuid = await insertDevice(app.db, { labels: { group: 'rsa' } });
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    await app.db.updateTable('device_keys').set({ spki }).where('device_uuid', '=', uuid).execute();
    const given = (await deliver(uuid))!.files;
    expect([given.has('open'), given.has('shared')]).toEqual([true, false]);
  });
});

test('force changes no rule: settings of the agent are TOML, and none are for the whole factory', async () => {
  const settings = plain('z-50-fioctl.toml', '[pacman]\n  tags = "devel"\n');
  expect((await call('patch', `${groupPath}?force=1`, change([settings]))).status).toBe(201);
  const broken = change([{ ...settings, value: '[pacman' }]);
  expect((await call('patch', `${groupPath}?force=1`, broken)).status).toBe(400);
  expect((await call('patch', `${factoryPath}?force=1`, change([settings]))).status).toBe(400);
});

test('applied-at is on the revision that the device has, and on no other', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'applied' } });
  const path = '/devices/applied/config/';
  for (const value of ['1', '2']) {
    await call('post', path, change([plain('a', value)]));
    if (value === '1') await deliver(uuid);
  }
  const history = await call('get', path);
  const times = (history.body.config as { 'applied-at': unknown }[]).map(
    (one) => one['applied-at'],
  );
  expect(times).toEqual([null, '2026-03-01T12:00:00+00:00']);
});

const deliver = async (uuid: string): ReturnType<typeof deliverConfiguration> => {
  const db = openDatabase({ url: app.gatewayDatabaseUrl, applicationName: 'test', poolSize: 1 });
  const row = app.db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
  const { generation } = await row.executeTakeFirstOrThrow();
  return deliverConfiguration({ db, clock: app.clock }, { uuid, generation }).finally(() =>
    db.destroy(),
  );
};

test('404 for a device, and for a group, that there is not; a group is made by configuring it', async () => {
  expect((await call('get', '/devices/nowhere/config/')).body.code).toBe('device_not_found');
  const path = `/factories/${testFactory}/device-groups/fresh/config/`;
  const missing = await call('get', path);
  expect([missing.status, missing.body.code]).toEqual([404, 'group_not_found']);
  expect((await call('patch', path, change([plain('a', '1')]))).status).toBe(201);
  expect((await call('get', path)).status).toBe(200);
});

describe('GET /ota/factories/{factory}/wireguard-ips/', () => {
  test('has the addresses that devices were given, and no others', async () => {
    const vpn = async (name: string, value: string, unencrypted = true): Promise<void> => {
      await insertDevice(app.db, { labels: { name } });
      const files = [{ name: 'wireguard-client', value, unencrypted }];
      await call('patch', `/devices/${name}/config/`, change(files));
    };
    await vpn('vpn-1', 'address=10.42.42.2\npubkey=abc');
    await vpn('vpn-2', 'address=10.42.42.3\npubkey=abc\nenabled=0');
    await vpn('vpn-3', 'pubkey=abc');
    await vpn('vpn-4', 'sealed', false);
    const answer = await call('get', `/factories/${testFactory}/wireguard-ips/`);
    expect(answer.status).toBe(200);
    expect((answer.body as { name: string }[]).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'vpn-1', ip: '10.42.42.2', enabled: true },
      { name: 'vpn-2', ip: '10.42.42.3', enabled: false },
    ]);
  });
});
