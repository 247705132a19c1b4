import { randomUUID } from 'node:crypto';
import { changeUserRoles, issueTokenFor } from '@moorgate/auth';
import { changeOwner, denyDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportEvents } from '../../../../test-support/report-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let owner: string;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.addUser(['devices:read-update', 'devices:delete']);
  const scopes = ['devices:read-update', 'devices:delete'] as const;
  const request = { username: owner, name: 'all', scopes };
  token = (await issueTokenFor(app.operator, app.keys, request)).token;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'patch' | 'delete';
const call = (method: Method, path: string, body?: object): supertest.Test =>
  supertest(app.server)[method](`/ota${path}`).set('OSF-TOKEN', token).send(body);
const namesOf = (answer: supertest.Response): string[] =>
  (answer.body.devices as { name: string }[]).map(({ name }) => name);
const seenAt = (at: string, more: object = {}) => ({ last_seen_at: new Date(at), ...more });

describe('GET /ota/devices/', () => {
  let production: string;
  beforeAll(async () => {
    const names = ['pump-01', 'pump-02', 'pump-10', 'valve-01'];
    for (const [index, name] of names.entries()) {
      const labels = index < 2 ? { name, group: 'lab' } : { name };
      const tag = index < 3 ? 'main' : 'edge,devel';
      const target_name = `intel-corei7-64-lmp-${40 + index}`;
      const checkIn = seenAt(`2026-02-2${8 - index}T10:00:00Z`, { tag, target_name });
      const uuid = await insertDevice(app.db, { labels, checkIn });
      if (name === 'valve-01') production = uuid;
      if (name === 'pump-10') await changeOwner(app.operator, { uuid, owner });
    }
    const update = app.db.updateTable('devices').set({ is_production: true });
    await update.where('uuid', '=', production).execute();
  });

  test.each([
    ['', ['pump-10', 'pump-01', 'pump-02', 'valve-01']],
    ['&sortby=name', ['pump-01', 'pump-02', 'pump-10', 'valve-01']],
    ['&sortby=-name', ['valve-01', 'pump-10', 'pump-02', 'pump-01']],
    ['&sortby=last_seen', ['valve-01', 'pump-10', 'pump-02', 'pump-01']],
    ['&sortby=-last_seen', ['pump-01', 'pump-02', 'pump-10', 'valve-01']],
    ['&sortby=-last_seen,name', ['pump-01', 'pump-02', 'pump-10', 'valve-01']],
    ['&group=lab', ['pump-01', 'pump-02']],
    ['&group=elsewhere', []],
    ['&match_tag=devel', ['valve-01']],
    ['&match_tag=edge', ['valve-01']],
    ['&name=pump-*&sortby=name', ['pump-01', 'pump-02', 'pump-10']],
    ['&name=pump-0%3F&sortby=name', ['pump-01', 'pump-02']],
    ['&name=*-0[!2]&sortby=name', ['pump-01', 'valve-01']],
    ['&name=pump-[z-a]*', []],
    ['&name=(pump.*)', []],
    ['&name=pump', []],
    ['&prod=1', ['valve-01']],
    ['&prod=0&sortby=name', ['pump-01', 'pump-02', 'pump-10']],
    ['&mine=1', ['pump-10']],
    ['&mine=1&sortby=name', ['pump-10']],
    ['&target_name=intel-corei7-64-lmp-41', ['pump-02']],
    ['&match_tag=main&prod=0&name=pump-1*&mine=1', ['pump-10']],
    ['&match_tag=&name=&group=&sortby=name', ['pump-01', 'pump-02', 'pump-10', 'valve-01']],
  ])('with %s', async (query, expected) => {
    const answer = await call('get', `/devices/?factory=${testFactory}&limit=500${query}`);
    expect([answer.status, namesOf(answer)]).toEqual([200, expected]);
    expect(answer.body).toMatchObject({ page: 1, limit: 500, total: expected.length, next: null });
    expect(answer.body.pages).toBe(expected.length === 0 ? 0 : 1);
  });

  test('by UUID', async () => {
    const answer = await call('get', `/devices/?uuid=${production.toUpperCase()}`);
    expect(namesOf(answer)).toEqual(['valve-01']);
  });

  test('pages have an absolute address for the next one, which goes on to the end', async () => {
    for (const filter of ['', 'name=*-*&']) {
      const seen: string[] = [];
      let next: string | null = `${app.origin}/ota/devices/?${filter}sortby=name&limit=3`;
      while (next !== null) {
        expect(next).toMatch(new RegExp(`^${app.origin}/ota/devices/\\?.*limit=3`));
        const path: string = next.slice(app.origin.length + '/ota'.length);
        const answer = await call('get', path);
        seen.push(...namesOf(answer));
        next = answer.body.next as string | null;
      }
      expect(seen).toEqual(['pump-01', 'pump-02', 'pump-10', 'valve-01']);
    }
    const second = await call('get', '/devices/?sortby=name&limit=3&page=2');
    expect(second.body).toMatchObject({ page: 2, pages: 2, total: 4, next: null });
    const first = await call('get', '/devices/?name=*-*&sortby=name&limit=3');
    expect(first.body).toMatchObject({ pages: null, total: null });
  });

  test('400 behind device 100,000', async () => {
    const answer = await call('get', '/devices/?limit=1000&page=102');
    expect([answer.status, answer.body.code]).toEqual([400, 'offset_too_large']);
  });

  test('the path without its slash is the same, and no redirection', async () => {
    expect((await call('get', '/devices?name=valve-01')).body).toEqual(
      (await call('get', '/devices/?name=valve-01')).body,
    );
  });
});

describe('one device', () => {
  test('is found by its name and by its UUID, with by-uuid by that alone', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'found' } });
    for (const path of [
      '/devices/found/',
      `/devices/${uuid}/`,
      `/devices/${uuid.toUpperCase()}?factory=${testFactory}&by-uuid=1`,
    ])
      expect((await call('get', path)).body).toMatchObject({ uuid, name: 'found', group: null });
    expect((await call('get', '/devices/found/?by-uuid=1')).status).toBe(404);
  });

  test('a device is not taken for another one whose UUID it was given as its name', async () => {
    const uuid = await insertDevice(app.db);
    await insertDevice(app.db, { labels: { name: uuid } });
    expect((await call('get', `/devices/${uuid}/`)).body.uuid).toBe(uuid);
  });

  test('goes by its UUID where it has no name', async () => {
    const uuid = await insertDevice(app.db);
    expect((await call('get', `/devices/${uuid}/`)).body).toMatchObject({ uuid, name: uuid });
    const list = await call('get', `/devices/?name=${uuid.slice(0, 8)}*`);
    expect(namesOf(list)).toEqual([uuid]);
  });

  test('a pattern finds what begins so, by name and by UUID, each once', async () => {
    const named = await insertDevice(app.db, {
      uuid: 'abcd0000-0000-4000-8000-000000000001',
      labels: { name: 'abcd-pump' },
    });
    const nameless = await insertDevice(app.db, { uuid: 'abcd0000-0000-4000-8000-000000000002' });
    const list = await call('get', '/devices/?name=abcd*');
    const uuids = (list.body.devices as { uuid: string }[]).map(({ uuid }) => uuid);
    expect(uuids.sort()).toEqual([named, nameless]);
  });

  test('shows what goes on of an update', async () => {
    const uuid = await insertDevice(app.db);
    await reportEvents(app, uuid, [{ id: '1', correlationId: '42-1b2c' }]);
    const going = { status: 'Download started', 'current-update': '42-1b2c', 'up-to-date': false };
    expect((await call('get', `/devices/${uuid}/`)).body).toMatchObject(going);
    expect((await call('get', `/devices/?uuid=${uuid}`)).body.devices).toMatchObject([going]);
  });

  test('404 for one that is denied, and one that there is not', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'gone' } });
    await denyDevice(app.operator, { uuid });
    for (const path of ['/devices/gone/', `/devices/${uuid}/`, `/devices/${uuid}/?by-uuid=1`]) {
      const answer = await call('get', path);
      expect([answer.status, answer.body.code]).toEqual([404, 'device_not_found']);
    }
  });
});

describe('PATCH /ota/devices/{device}/', () => {
  test('renames, and 409 for a name that is taken', async () => {
    await insertDevice(app.db, { labels: { name: 'old' } });
    await insertDevice(app.db, { labels: { name: 'taken' } });
    const renamed = await call('patch', '/devices/old/', { name: 'new' });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'new']);
    const clash = await call('patch', '/devices/new/', { name: 'taken' });
    expect([clash.status, clash.body.code]).toEqual([409, 'device_name_taken']);
  });

  test('puts it into a group that there is, and with an empty text into none', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'grouped' } });
    const path = `/devices/${uuid}/?by-uuid=1`;
    const missing = await call('patch', path, { group: 'nowhere' });
    expect([missing.status, missing.body.code]).toEqual([404, 'group_not_found']);
    const moved = await call('patch', path, { group: 'lab' });
    expect(moved.body.group).toMatchObject({ id: expect.any(Number), name: 'lab' });
    expect((await call('patch', path, { group: '' })).body.group).toBeNull();
  });

  test('gives it to somebody else, whom a denial forgets', async () => {
    const uuid = await insertDevice(app.db);
    const path = `/devices/${uuid}/`;
    expect((await call('patch', path, { owner })).body.owner).toBe(owner);
    expect((await call('patch', path, { owner: 'nobody' })).status).toBe(404);
    await denyDevice(app.operator, { uuid });
    const row = app.db.selectFrom('devices').select('owner_id').where('uuid', '=', uuid);
    expect(await row.executeTakeFirst()).toEqual({ owner_id: null });
  });

  test.each([{}, { name: 'a', group: 'lab' }, { colour: 'red' }, { name: 5 }])(
    '400 for %j',
    async (body) => {
      const uuid = await insertDevice(app.db);
      expect((await call('patch', `/devices/${uuid}/`, body)).status).toBe(400);
    },
  );
});

describe('DELETE /ota/devices/{device}/', () => {
  test('denies, with a JSON content type and no body', async () => {
    await insertDevice(app.db, { labels: { name: 'old-pump' } });
    const answer = await supertest(app.server)
      .delete(`/ota/devices/old-pump/?factory=${testFactory}`)
      .set({ 'OSF-TOKEN': token, 'Content-Type': 'application/json', 'Content-Length': '0' });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await call('get', '/devices/old-pump/')).status).toBe(404);
  });

  test('needs no right to read: a token for nothing else does it by name', async () => {
    await insertDevice(app.db, { labels: { name: 'by-name' } });
    const deleter = await app.tokenWith(['devices:delete']);
    const answer = await supertest(app.server)
      .delete('/ota/devices/by-name/')
      .set('OSF-TOKEN', deleter);
    expect(answer.status).toBe(204);
  });
});

describe('the denied list', () => {
  test('has the device until it is taken off, in pages', async () => {
    const uuids = [];
    for (let index = 0; index < 3; index += 1) {
      const uuid = await insertDevice(app.db);
      await denyDevice(app.operator, { uuid });
      uuids.push(uuid);
    }
    const path = `/factories/${testFactory}/denied-devices/`;
    const all = await call('get', `${path}?limit=1000&page=1`);
    const listed = (all.body.devices as { uuid: string }[]).map(({ uuid }) => uuid);
    expect(listed).toEqual(expect.arrayContaining(uuids));
    expect(all.body).toMatchObject({ total: listed.length, pages: 1, next: null });
    const page = await call('get', `${path}?limit=2&page=2`);
    expect((page.body.devices as { uuid: string }[])[0]!.uuid).toBe(listed[2]);
    expect((await call('get', `${path}?limit=2`)).body.next).toBe(
      `${app.origin}/ota${path}?limit=2&page=2`,
    );
    expect((await call('delete', `${path}${uuids[0]!}/`)).status).toBe(204);
    const again = await call('delete', `${path}${uuids[0]!}/`);
    expect([again.status, again.body.code]).toEqual([404, 'device_not_denied']);
    expect((await call('get', `/devices/${uuids[0]!}/`)).status).toBe(200);
  });
});

describe('whoever sees one group alone', () => {
  let limited: { 'OSF-TOKEN': string };
  beforeAll(async () => {
    const scopes = ['devices:read-update', 'devices:delete'];
    await app.addRole({ name: 'near', scopes, groups: ['near'] });
    const username = await app.addUser();
    await changeUserRoles(app.operator, { username, roles: ['near'] });
    const request = { username, name: 'near', scopes };
    limited = { 'OSF-TOKEN': (await issueTokenFor(app.operator, app.keys, request)).token };
  });
  const asLimited = (method: Method, path: string, body?: object): supertest.Test =>
    supertest(app.server)[method](`/ota${path}`).set(limited).send(body);

  test('finds a device of another group as little as one that there is not', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'far-1', group: 'far' } });
    const own = await insertDevice(app.db, { labels: { name: 'near-1', group: 'near' } });
    const missing = randomUUID();
    const paths = (device: string): [Method, string, object?][] => [
      ['get', `/devices/${device}/`],
      ['get', `/devices/${device}/?by-uuid=1`],
      ['patch', `/devices/${device}/`, { name: 'other' }],
      ['patch', `/devices/${device}/?by-uuid=1`, { owner }],
      ['patch', `/devices/${device}/?by-uuid=1`, { group: 'near' }],
      ['get', `/devices/${device}/config/?by-uuid=1`],
      ['patch', `/devices/${device}/config/?by-uuid=1`, { reason: '', files: [] } as object],
      ['delete', `/devices/${device}/config/motd/?by-uuid=1`],
      ['get', `/devices/${device}/updates/?by-uuid=1`],
      ['get', `/devices/${device}/apps-states/?by-uuid=1`],
      ['get', `/devices/${device}/tests/?by-uuid=1`],
      ['delete', `/devices/${device}/`],
      ['delete', `/devices/${device}/?by-uuid=1`],
    ];
    for (const [index, asked] of paths(uuid).entries()) {
      const answer = await asLimited(...asked);
      const other = await asLimited(...paths(missing)[index]!);
      expect([answer.status, answer.body.code]).toEqual([404, 'device_not_found']);
      expect([other.status, other.body.message]).toEqual([404, answer.body.message]);
    }
    const list = await asLimited('get', '/devices/');
    expect(list.body).toMatchObject({ total: 1, devices: [{ uuid: own }] });
    expect((await asLimited('patch', '/devices/near-1/', { group: '' })).status).toBe(403);
  });
});
