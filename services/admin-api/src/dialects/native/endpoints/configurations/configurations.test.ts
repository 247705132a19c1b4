import { randomUUID } from 'node:crypto';
import { changeUserRoles, issueTokenFor } from '@moorgate/auth';
import { deliverConfiguration } from '@moorgate/configurations';
import { openDatabase } from '@moorgate/db';
import { denyDevice, patchLabels } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update', 'updates:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Headers = Readonly<Record<string, string>>;
const call = (method: 'get' | 'put' | 'post', path: string, headers: Headers = {}) =>
  supertest(app.server)[method](`/v1/configs/${path}`).set('OSF-TOKEN', token).set(headers);
const read = (path: string) => call('get', path);
const put = (path: string, body: object, headers: Headers = {}) =>
  call('put', path, headers).send(body);
const plain = (value: string) => ({ Value: value, Unencrypted: true });
const filesOf = async (path: string): Promise<unknown> =>
  ((await read(path)).body as { Files?: unknown }).Files;
const newGroup = (): string => `g${randomUUID()}`;

/** Gives a device its configuration, as a gateway does when it asks. */
const deliver = async (uuid: string): Promise<void> => {
  const db = openDatabase({ url: app.gatewayDatabaseUrl, applicationName: 'test', poolSize: 1 });
  const row = db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
  const { generation } = await row.executeTakeFirstOrThrow();
  await deliverConfiguration({ db, clock: app.clock }, { uuid, generation });
  await db.destroy();
};

/** The layers, and what one that never held anything answers: a group without devices is not known. */
const layers: readonly (readonly [string, () => Promise<string>, number])[] = [
  ['a group', () => Promise.resolve(`group/${newGroup()}`), 404],
  ['a device', async () => `device/${await insertDevice(app.db)}`, 204],
];

describe.each(layers)('the layer of %s', (_what, make, untouched) => {
  test('is replaced as a whole, and shown with who, when and why', async () => {
    const path = await make();
    expect((await read(path)).status).toBe(untouched);
    const first = {
      Files: { a: plain('1'), 'b/c': { Value: 'sealed' } },
      Reason: 'first: one, "two"',
    };
    expect((await put(path, first)).status).toBe(204);
    const CreatedAt = Math.floor(app.clock.now().getTime() / 1_000);
    const shown = (await read(path)).body as object;
    expect(shown).toMatchObject({
      Reason: first.Reason,
      CreatedAt,
      Revision: 1,
      Files: first.Files,
    });
    expect((await put(path, { Files: { a: plain('2') } })).status).toBe(204);
    expect(await filesOf(path)).toEqual({ a: plain('2') });
    expect((await put(path, { Files: null })).status).toBe(204);
    expect(await filesOf(path)).toEqual({});
  });

  test('makes no revision of files that are the same', async () => {
    const path = await make();
    const change = { Files: { b: plain('1'), a: { ...plain('2'), OnChanged: ['/x', 'y'] } } };
    for (const Reason of ['one', 'two'])
      expect((await put(path, { ...change, Reason })).status).toBe(204);
    expect((await read(path)).body).toMatchObject({ Revision: 1, Reason: 'one' });
  });

  test('is changed only as it was seen, where the request says so', async () => {
    const path = await make();
    const none = { 'If-None-Match': '*' };
    expect((await put(path, { Files: { a: plain('1') } }, none)).status).toBe(204);
    expect((await put(path, { Files: { a: plain('2') } }, none)).status).toBe(412);
    const { etag } = (await read(path)).headers as { etag: string };
    expect((await put(path, { Files: { a: plain('3') } }, { 'If-Match': etag })).status).toBe(204);
    const stale = await put(path, { Files: { a: plain('4') } }, { 'If-Match': etag });
    expect([stale.status, await filesOf(path)]).toEqual([412, { a: plain('3') }]);
  });

  test('goes back to an earlier revision, as a new one', async () => {
    const path = await make();
    for (const value of ['1', '2', '3']) await put(path, { Files: { a: plain(value) } });
    expect(
      (await call('post', `${path}/revert`).send({ Revision: 1, Reason: 'back' })).status,
    ).toBe(204);
    expect((await read(path)).body).toMatchObject({
      Revision: 4,
      Reason: 'back',
      Files: { a: plain('1') },
    });
    const missing = await call('post', `${path}/revert`).send({ Revision: 99 });
    expect([missing.status, (missing.body as { code: string }).code]).toEqual([
      404,
      'configuration_not_found',
    ]);
  });

  test('has its history by pages, the newest first, with the files only where asked', async () => {
    const path = await make();
    for (let count = 1; count <= 13; count += 1)
      await put(path, { Files: { a: plain(String(count)) } });
    const revisions = (body: unknown): number[] =>
      (body as { Revision: number }[]).map(({ Revision }) => Revision);
    const page = await read(`${path}/history`);
    expect(revisions(page.body)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
    expect((page.body as object[]).some((one) => 'Files' in one)).toBe(false);
    const next = /<([^>]+)>; rel="next"/.exec(String(page.headers['link']))?.[1];
    const rest = await supertest(app.server).get(next!).set('OSF-TOKEN', token);
    expect([revisions(rest.body), rest.headers['link']]).toEqual([[3, 2, 1], undefined]);
    const shown = await read(`${path}/history?limit=2&show-files=T`);
    expect(shown.body).toMatchObject([
      { Revision: 13, Files: { a: plain('13') } },
      { Revision: 12, Files: { a: plain('12') } },
    ]);
    expect(revisions((await read(`${path}/history?limit=-5`)).body)).toHaveLength(10);
    for (const wrong of ['limit=11', 'limit=x', 'show-files=maybe', 'cursor=x'])
      expect([wrong, (await read(`${path}/history?${wrong}`)).status]).toEqual([wrong, 400]);
  });

  test.each([
    ['an unknown member', { Fields: {} }],
    ['an unknown member of a file', { Files: { a: { Value: 'x', Mode: 1 } } }],
    ['a file without a value', { Files: { a: {} } }],
    ['a value that is no text', { Files: { a: { Value: 1 } } }],
    ['a name that goes up', { Files: { '../a': plain('x') } }],
    ['an absolute name', { Files: { '/a': plain('x') } }],
    ['a backslash in a name', { Files: { 'a\\b': plain('x') } }],
    ['a reason with other characters', { Files: {}, Reason: 'a\nb' }],
    ['a reason that is too long', { Files: {}, Reason: 'x'.repeat(201) }],
    ['settings of the agent that are no TOML', { Files: { 'z-50-fioctl.toml': plain('[[') } }],
  ])('refuses %s, and stays as it is', async (_fault, body) => {
    const path = await make();
    await put(path, { Files: { a: plain('1') } });
    expect((await put(path, body)).status).toBe(400);
    expect((await read(path)).body).toMatchObject({ Revision: 1 });
  });
});

test('the factory has no settings of the agent, in the words that tools know', async () => {
  const refused = await put('factory', { Files: { 'z-50-fioctl.toml': plain('') } });
  expect([refused.status, (refused.body as { detail: string }).detail]).toEqual([
    400,
    "a 'z-50-fioctl.toml' is not allowed for global configs",
  ]);
});

test('a group is listed once it has a configuration, and one without both is not there', async () => {
  const name = newGroup();
  await put(`group/${name}`, { Files: {} });
  const { body } = await supertest(app.server)
    .get('/v1/known-labels/device-groups')
    .set('OSF-TOKEN', token);
  expect(body).toContain(name);
  expect((await read(`group/${newGroup()}`)).status).toBe(404);
  const inUse = newGroup();
  await insertDevice(app.db, { labels: { group: inUse } });
  expect((await read(`group/${inUse}`)).status).toBe(204);
  expect((await put('group/..%2Fx', { Files: {} })).status).toBe(404);
});

describe('what a device is given', () => {
  test('is merged from its layers, shown with where each file comes from, and kept as it was given', async () => {
    const group = newGroup();
    const uuid = await insertDevice(app.db, { labels: { group } });
    expect((await read(`device/${uuid}/applied`)).status).toBe(204);
    await put('factory', { Files: { all: plain('factory'), f: plain('f') }, Reason: 'f' });
    const settings = '[pacman]\ntags = "main"\ncompose_apps = "a"\n';
    await put(`group/${group}`, {
      Files: { all: plain('group'), 'z-50-fioctl.toml': plain(settings) },
    });
    const own = { ...plain('[pacman]\ncompose_apps = "b"\n'), OnChanged: ['/update'] };
    await put(`device/${uuid}`, {
      Files: { all: plain('device'), 'z-50-fioctl.toml': own },
      Reason: 'd',
    });
    const merged = '[pacman]\ncompose_apps = "b"\ntags = "main"\n';
    const effective = (await read(`device/${uuid}/effective`)).body as { Files: object };
    expect(effective.Files).toEqual({
      all: { ...plain('device'), From: ['device'] },
      f: { ...plain('f'), From: ['factory'] },
      'z-50-fioctl.toml': {
        Value: merged,
        Unencrypted: true,
        OnChanged: ['/update'],
        From: ['group', 'device'],
      },
    });
    await deliver(uuid);
    await put(`device/${uuid}`, { Files: {} });
    const applied = (await read(`device/${uuid}/applied`)).body as { AuditTrail: object[] };
    expect(applied).toMatchObject({
      Files: { all: plain('device'), f: plain('f') },
      AppliedAt: Math.floor(app.clock.now().getTime() / 1_000),
    });
    expect(applied.AuditTrail).toMatchObject([
      { Reason: 'f' },
      { Auxiliary: group },
      { Reason: 'd', Auxiliary: uuid },
    ]);
  });

  test('of layers that there are not has empty places in its trail', async () => {
    const uuid = await insertDevice(app.db, { labels: {} });
    await put(`device/${uuid}`, { Files: {} });
    await deliver(uuid);
    const { body } = await read(`device/${uuid}/applied`);
    expect((body as { AuditTrail: object[] }).AuditTrail[1]).toEqual({});
  });

  test('is not there for a denied device, nor for one that there is not', async () => {
    const uuid = await insertDevice(app.db);
    await put(`device/${uuid}`, { Files: { a: plain('1') } });
    await denyDevice(app.operator, { uuid });
    for (const asked of [uuid, randomUUID(), 'no-uuid'])
      for (const path of ['', '/history', '/applied', '/effective'])
        expect((await read(`device/${asked}${path}`)).status).toBe(404);
    expect((await put(`device/${uuid}`, { Files: {} })).status).toBe(404);
  });
});

test('whoever holds the rights for one group configures that group and its devices, and no other', async () => {
  const [near, far] = [newGroup(), newGroup()];
  const [own, foreign] = [
    await insertDevice(app.db, { labels: { group: near } }),
    await insertDevice(app.db, { labels: { group: far } }),
  ];
  const scopes = ['devices:read-update', 'updates:read-update'] as const;
  const name = `role${randomUUID().slice(0, 8)}`;
  await app.addRole({ name, scopes, groups: [near] });
  const username = await app.addUser();
  await changeUserRoles(app.operator, { username, roles: [name] });
  const limited = (await issueTokenFor(app.operator, app.keys, { username, name: 'x', scopes }))
    .token;
  const change = (path: string) =>
    supertest(app.server).put(`/v1/configs/${path}`).set('OSF-TOKEN', limited).send({ Files: {} });
  const statuses = [];
  for (const path of [
    `group/${near}`,
    `device/${own}`,
    `group/${far}`,
    `device/${foreign}`,
    'factory',
  ])
    statuses.push((await change(path)).status);
  expect(statuses).toEqual([204, 204, 404, 404, 403]);
  await patchLabels(app.operator, { uuid: own, upserts: { group: far }, deletes: [] });
  expect((await change(`device/${own}`)).status).toBe(404);
});
