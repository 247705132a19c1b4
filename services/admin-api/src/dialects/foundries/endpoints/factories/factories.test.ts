import { randomUUID } from 'node:crypto';
import { changeUserRoles, issueTokenFor } from '@moorgate/auth';
import { inTransaction, upsertTargets } from '@moorgate/db';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string, text = token): supertest.Test =>
  supertest(app.server).get(`/ota${path}`).set('OSF-TOKEN', text);

test('there is one factory', async () => {
  const expected = [{ name: testFactory, 'reposerver-id': testFactory }];
  for (const path of ['/factories/', '/factories', '/factories/?admin=1'])
    expect((await get(path)).body).toEqual(expected);
});

describe('GET /ota/factories/{factory}/status/', () => {
  const now = '2026-03-01T12:00:00Z';
  const insert = async (
    labels: Record<string, string>,
    reported: { readonly tag: string; readonly version: number; readonly at: string },
  ): Promise<string> => {
    const { tag, version, at } = reported;
    const target_name = version === 0 ? '' : `lmp-${version}`;
    return insertDevice(app.db, {
      labels,
      checkIn: { last_seen_at: new Date(at), tag, target_name },
    });
  };
  beforeAll(async () => {
    await insert({ group: 'lab' }, { tag: 'main', version: 42, at: now });
    await insert({ group: 'lab' }, { tag: 'main', version: 41, at: '2026-03-01T07:00:00Z' });
    await insert({}, { tag: 'main', version: 42, at: '2026-03-01T09:00:00Z' });
    await insert({ group: 'field' }, { tag: '', version: 0, at: '1970-01-01T00:00:00Z' });
    const uuid = await insert({}, { tag: 'prod', version: 7, at: now });
    const update = app.db.updateTable('devices').set({ is_production: true });
    await update.where('uuid', '=', uuid).execute();
  });

  const numbers = (total: number, online: number, onLatest: number) => ({
    'devices-total': total,
    'devices-online': online,
    'devices-on-latest': onLatest,
    'devices-on-orphan': 0,
  });

  test('counts devices by tag, version and group, those for production apart', async () => {
    const answer = await get(`/factories/${testFactory}/status/?offline-threshold=4`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      'total-devices': 5,
      tags: [
        {
          name: '',
          ...numbers(1, 0, 0),
          'latest-target': 0,
          targets: [{ version: 0, devices: 1, 'is-orphan': false }],
          'device-groups': [{ name: 'field', ...numbers(1, 0, 0) }],
        },
        {
          name: 'main',
          ...numbers(3, 2, 2),
          'latest-target': 42,
          targets: [
            { version: 42, devices: 2, 'is-orphan': false },
            { version: 41, devices: 1, 'is-orphan': false },
          ],
          'device-groups': [{ name: 'lab', ...numbers(2, 1, 1) }],
        },
      ],
      'prod-tags': [
        {
          name: 'prod',
          ...numbers(1, 1, 1),
          'latest-target': 7,
          targets: [{ version: 7, devices: 1, 'is-orphan': false }],
          'device-groups': [],
        },
      ],
      'wave-tags': [],
    });
  });

  test('takes the threshold in hours, and the highest version that a tag ever had here', async () => {
    const row = { factory: testFactory, tag: 'main', last_version: 43 };
    await app.db.insertInto('update_tags').values(row).execute();
    const answer = await get(`/factories/${testFactory}/status?offline-threshold=6`);
    expect(answer.body.tags[1]).toMatchObject({ ...numbers(3, 3, 0), 'latest-target': 43 });
    const list = await get('/devices/?match_tag=main');
    const upToDate = (list.body.devices as object[]).map((one) => Object(one)['up-to-date']);
    expect(upToDate).toEqual([false, false, false]);
  });

  test('counts for whoever sees one group alone what is in it', async () => {
    await app.addRole({ name: 'field', scopes: ['devices:read'], groups: ['field'] });
    const username = await app.addUser();
    await changeUserRoles(app.operator, { username, roles: ['field'] });
    const request = { username, name: 'field', scopes: ['devices:read'] };
    const limited = (await issueTokenFor(app.operator, app.keys, request)).token;
    const answer = await get(`/factories/${testFactory}/status/`, limited);
    expect(answer.body).toMatchObject({ 'total-devices': 1, tags: [{ name: '' }] });
  });

  test('the latest is the highest target that a tag has; a version that is none any more is an orphan', async () => {
    const target = (version: number, tags: string[]) => ({
      ...{ id: randomUUID(), factory: testFactory, name: `lmp-${String(version)}`, version },
      ...{ bytes: 0, sha256: Buffer.alloc(32), custom: {}, tags, by: 'x', at: app.clock.now() },
    });
    const rows = [target(40, ['main']), target(42, ['devel'])];
    await inTransaction(app.db, (trx) => upsertTargets(trx, rows));
    const { body } = await get(`/factories/${testFactory}/status/`);
    expect(body.tags[1]).toMatchObject({
      name: 'main',
      'latest-target': 40,
      'devices-on-latest': 0,
      'devices-on-orphan': 1,
      targets: [
        { version: 42, devices: 2, 'is-orphan': false },
        { version: 41, devices: 1, 'is-orphan': true },
      ],
      'device-groups': [{ name: 'lab', 'devices-on-orphan': 1 }],
    });
    expect(body.tags[0]['devices-on-orphan']).toBe(0);
    expect(body['prod-tags'][0]['devices-on-orphan']).toBe(0);
    await app.db.deleteFrom('targets').execute();
  });

  test('404 for another factory', async () => {
    expect((await get('/factories/other/status/')).status).toBe(404);
  });
});

describe('what is not there', () => {
  const codeOf = ({ status, headers, body }: supertest.Response): unknown => {
    expect(headers['content-type']).toBe('application/json');
    expect(body.message).toEqual(expect.any(String));
    return [status, body.code];
  };

  test.each(['nothing/', 'config/nothing/x/'])(
    '404 for %s, with words for a client that prints the body',
    async (path) => {
      const answer = await get(`/factories/${testFactory}/${path}`);
      expect(codeOf(answer)).toEqual([404, 'route_not_found']);
      expect(answer.text.length).toBeLessThan(512);
    },
  );

  test('is told to nobody without a token, who is asked for one', async () => {
    expect(codeOf(await get('/nowhere', ''))).toEqual([401, 'credentials_required']);
  });

  test('is no method of another dialect either, all of which are named', async () => {
    const answer = await supertest(app.server).put('/ota/devices/').set('OSF-TOKEN', token);
    expect(codeOf(answer)).toEqual([405, 'method_not_allowed']);
    expect(answer.headers['allow']).toBe('GET, HEAD, POST');
  });

  test('is not what devices register at, which another dialect answers', async () => {
    const answer = await supertest(app.server).post('/ota/devices/').set('OSF-TOKEN', token);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });
});
