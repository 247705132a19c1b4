import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let reader: string;
let writer: string;
let remover: string;
beforeAll(async () => {
  app = await startTestApp();
  reader = `Bearer ${await app.tokenWith(['devices:read'])}`;
  writer = `Bearer ${await app.tokenWith(['devices:read-update'])}`;
  remover = `Bearer ${await app.tokenWith(['devices:delete'])}`;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string): supertest.Test =>
  supertest(app.server).get(path).set('Authorization', reader);
const deny = (path: string): supertest.Test =>
  supertest(app.server).delete(path).set('Authorization', remover);
const patch = (uuid: string, body: object): supertest.Test =>
  supertest(app.server).patch(`/v1/devices/${uuid}/labels`).set('Authorization', writer).send(body);
const put = (uuid: string, body: string): supertest.Test =>
  supertest(app.server)
    .put(`/v1/devices/${uuid}/labels`)
    .set('Authorization', writer)
    .set('Content-Type', 'application/json')
    .send(body);

const notUuids = ['nonsense', `${randomUUID()}x`, '..%2Fcerts', '%20', `{${randomUUID()}}`];
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

describe('GET /devices/{uuid}', () => {
  test('200: a device that was never seen, with the fields that existing tools read', async () => {
    const uuid = await insertDevice(app.db, { createdAt: new Date('2026-02-01T00:00:01.999Z') });
    const answer = await get(`/v1/devices/${uuid.toUpperCase()}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      uuid,
      'created-at': Date.UTC(2026, 1, 1, 0, 0, 1) / 1000,
      'last-seen': 0,
      target: '',
      tag: '',
      labels: {},
      factory: 'acme',
      apps: null,
      'ostree-hash': '',
      pubkey: expect.stringMatching(
        /^-----BEGIN PUBLIC KEY-----\n.{64}\n[^-]+\n-----END PUBLIC KEY-----\n$/,
      ),
      'update-name': '',
      'aktualizr-toml': '',
      'hardware-info': '',
      'network-info': '',
    });
  });

  test('200: what a device reported', async () => {
    const checkIn = {
      last_seen_at: new Date('2026-02-03T04:05:06.789Z'),
      target_name: 'lmp-42',
      tag: 'main',
      ostree_hash: 'ab'.repeat(32),
      apps: 'shellhttpd, fiotest',
    };
    const uuid = await insertDevice(app.db, {
      checkIn,
      labels: { name: 'seen', x: 'y' },
      keyStates: [],
    });
    const { body } = await get(`/devices/${uuid}`);
    expect(body).toMatchObject({
      'last-seen': Date.UTC(2026, 1, 3, 4, 5, 6) / 1000,
      target: 'lmp-42',
      tag: 'main',
      'ostree-hash': 'ab'.repeat(32),
      apps: ['shellhttpd', 'fiotest'],
      labels: { name: 'seen', x: 'y' },
      pubkey: '',
    });
  });

  test('404: one body for a device that is missing, denied, or no UUID', async () => {
    const denied = await insertDevice(app.db);
    await deny(`/v1/devices/${denied}`).expect(204);
    const missing = await get(`/v1/devices/${randomUUID()}`);
    expect(codeOf(missing)).toEqual([404, 'device_not_found']);
    for (const text of [denied, ...notUuids]) {
      const answer = await get(`/v1/devices/${text}`);
      expect(answer.status).toBe(404);
      expect({ ...answer.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    }
  });
});

describe('DELETE /devices/{uuid}', () => {
  test('204: the device is on the denied list, with the reason and who did it', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'to-deny' } });
    const answer = await deny(`/v1/devices/${uuid.toUpperCase()}?reason=lost+in+transit`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    const { body } = await get('/v1/denied-devices?details=true');
    expect(body).toContainEqual({
      uuid,
      factory: 'acme',
      'denied-at': app.clock.now().getTime() / 1000,
      'denied-by': expect.stringMatching(/^user\d+$/),
      reason: 'lost in transit',
    });
  });

  test('404: for the second time, an unknown device, and what is no UUID', async () => {
    const uuid = await insertDevice(app.db);
    await deny(`/v1/devices/${uuid}`).expect(204);
    for (const text of [uuid, randomUUID(), ...notUuids]) {
      expect(codeOf(await deny(`/v1/devices/${text}`))).toEqual([404, 'device_not_found']);
    }
  });

  test('400: a reason that is too long or empty', async () => {
    const uuid = await insertDevice(app.db);
    for (const reason of ['', 'x'.repeat(501), '%00']) {
      const answer = await deny(`/v1/devices/${uuid}?reason=${reason}`);
      expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    }
  });
});

describe('PATCH and PUT /devices/{uuid}/labels', () => {
  test('200 without a body: set, removed, replaced', async () => {
    const uuid = await insertDevice(app.db, { labels: { a: '1', b: '2' } });
    const patched = await patch(uuid, { upserts: { c: '3', group: 'g' }, deletes: ['a'] });
    expect([patched.status, patched.text]).toEqual([200, '']);
    expect((await get(`/v1/devices/${uuid}`)).body.labels).toEqual({ b: '2', c: '3', group: 'g' });
    const replaced = await put(uuid.toUpperCase(), '{"b":null,"d":"4"}');
    expect([replaced.status, replaced.text]).toEqual([200, '']);
    expect((await get(`/v1/devices/${uuid}`)).body.labels).toEqual({ d: '4' });
  });

  test.each([
    [{}, undefined],
    [{ upserts: {}, deletes: [] }, undefined],
    [{ upserts: { a: '1' }, deletes: ['a'] }, undefined],
    [{ upserts: { A: '1' } }, '/body/upserts'],
    [{ upserts: { a: 'b c' } }, '/body/upserts/a'],
    [{ upserts: { a: null } }, '/body/upserts/a'],
    [{ upserts: { name: '..' } }, '/body/upserts/name'],
    [{ upserts: { group: '.x' } }, '/body/upserts/group'],
    [{ upserts: [] }, '/body/upserts'],
    [{ upserts: null }, '/body/upserts'],
    [{ deletes: 'a' }, '/body/deletes'],
    [[], '/body'],
  ])('400: PATCH with %j', async (body, pointer) => {
    const uuid = await insertDevice(app.db);
    const answer = await patch(uuid, body);
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test.each([
    ['null', 'invalid_request'],
    ['"x"', 'invalid_request'],
    ['{"a":1}', 'invalid_request'],
    ['{"a":{}}', 'invalid_request'],
    ['{"__proto__":"x"}', 'invalid_request'],
    ['{', 'invalid_json'],
    [
      JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v']))),
      'invalid_request',
    ],
  ])('400: PUT with %s', async (body, code) => {
    const uuid = await insertDevice(app.db);
    expect(codeOf(await put(uuid, body))).toEqual([400, code]);
  });

  test('404: a device that is missing, denied, or no UUID', async () => {
    const denied = await insertDevice(app.db);
    await deny(`/v1/devices/${denied}`).expect(204);
    for (const text of [denied, randomUUID(), 'nonsense']) {
      expect(codeOf(await patch(text, { upserts: { a: '1' } }))).toEqual([404, 'device_not_found']);
      expect(codeOf(await put(text, '{}'))).toEqual([404, 'device_not_found']);
    }
  });

  test('409: a name that another device has', async () => {
    await insertDevice(app.db, { labels: { name: 'taken' } });
    const uuid = await insertDevice(app.db);
    const patched = await patch(uuid, { upserts: { name: 'taken' } });
    expect(codeOf(patched)).toEqual([409, 'device_name_taken']);
    expect(patched.body.title).toBe("A device with the same 'name' label value already exists");
    expect(codeOf(await put(uuid, '{"name":"taken"}'))).toEqual([409, 'device_name_taken']);
  });
});

test('known labels and groups are lists of texts', async () => {
  const uuid = await insertDevice(app.db);
  await patch(uuid, { upserts: { rack: '7', group: 'lab' } }).expect(200);
  const labels = (await get('/v1/known-labels/devices').expect(200)).body as string[];
  expect(labels.slice(0, 2)).toEqual(['name', 'group']);
  expect(labels).toContain('rack');
  expect((await get('/known-labels/device-groups').expect(200)).body).toContain('lab');
});

test('the keys of a device are shown with their states', async () => {
  const uuid = await insertDevice(app.db, { keyStates: ['live', 'pending'] });
  const { body } = await get(`/v1/devices/${uuid}/keys`).expect(200);
  expect((body as { state: string }[]).map((key) => key.state).sort()).toEqual(['live', 'pending']);
  for (const text of [randomUUID(), 'x']) {
    expect(codeOf(await get(`/v1/devices/${text}/keys`))).toEqual([404, 'device_not_found']);
  }
  const refused = (await get('/v1/pending-keys').expect(200)).body as { uuid: string }[];
  expect(refused.map((key) => key.uuid)).toContain(uuid);
});
