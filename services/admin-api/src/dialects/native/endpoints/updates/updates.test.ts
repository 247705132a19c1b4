import { gzipSync } from 'node:zlib';
import { paxHeader, tarArchive, type TarEntry } from '@moorgate/testing';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import { insertUpdate } from '../../../../test-support/update-examples.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp({
    archiveLimits: { packedBytesMax: 200_000, unpackedBytesMax: 400_000, entriesMax: 50 },
  });
  await app.makeTufKeys();
  token = await app.tokenWith(['updates:read', 'updates:read-update', 'updates:delete']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (method: 'get' | 'post' | 'delete', path: string) =>
  supertest(app.server)[method](path).set('OSF-TOKEN', token);

const apps: readonly TarEntry[] = [
  { name: 'apps/', type: '5' },
  { name: `apps/apps/web/${'a'.repeat(64)}/compose.yml`, content: 'services: {}' },
];
const archive = tarArchive(apps);

const upload = (path: string, body: Buffer, headers: Readonly<Record<string, string>> = {}) =>
  call('post', path)
    .set({ 'Content-Type': 'application/x-tar', ...headers })
    .send(body);

const stateOf = async () => {
  const { items } = { items: await app.db.selectFrom('updates').select('name').execute() };
  const files = await app.db.selectFrom('contents').select('blob_id').execute();
  return { names: items.map(({ name }) => name).sort(), files: files.length };
};

describe('POST /v1/updates/{tag}/{update}', () => {
  test.each([
    ['plain', archive, {}],
    ['coded', gzipSync(archive), { 'Content-Encoding': 'gzip' }],
    ['typed', gzipSync(archive), { 'Content-Type': 'application/gzip' }],
  ])('answers 201 without a body for an archive that is %s', async (name, body, headers) => {
    const answer = await upload(`/v1/updates/main/${name}?hardware-id=intel`, body, headers);
    expect([answer.status, answer.text]).toEqual([201, '']);
    const details = await call('get', `/v1/updates/main/${name}`);
    expect(details.body).toMatchObject({
      tag: 'main',
      name,
      files: 1,
      bytes: 12,
      metadata: 'signed',
      targets: [{ 'hardware-ids': ['intel'], tags: ['main'] }],
    });
  });

  test('takes what the query says before what is found, and ignores apps of other forms', async () => {
    const digest = 'b'.repeat(64);
    const query = `version=42&name=lmp&hardware-id=arm&ostree-hash=${'C'.repeat(64)}&apps=one=${digest},two:${digest}&apps=odd&apps=three=${digest}`;
    expect((await upload(`/v1/updates/devel/said?${query}`, archive)).status).toBe(201);
    const { body } = await call('get', '/v1/updates/devel/said');
    expect(body.targets).toMatchObject([
      { name: 'lmp-42', version: '42', 'ostree-hash': 'c'.repeat(64), 'hardware-ids': ['arm'] },
    ]);
    expect(Object.keys(body.targets[0].apps).sort()).toEqual(['one', 'three', 'two']);
  });

  test('is served under the paths of older servers, whose first segment has no meaning', async () => {
    for (const [index, path] of ['/v1/updates/ci/main', '/updates/prod/main'].entries()) {
      const name = `older-${String(index)}`;
      expect((await upload(`${path}/${name}?hardware-id=x`, archive)).status).toBe(201);
      expect((await call('get', `/v1/updates/main/${name}`)).status).toBe(200);
    }
    const other = await upload('/v1/updates/other/main/name?hardware-id=x', archive);
    expect([other.status, other.body.code]).toEqual([404, 'update_name_invalid']);
  });

  test('answers 409 for a name that is taken, and one of two uploads at once', async () => {
    const path = '/v1/updates/main/taken?hardware-id=x';
    const both = await Promise.all([upload(path, archive), upload(path, gzipSync(archive))]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await upload(path, archive);
    expect([again.status, again.body.code, again.body.title]).toEqual([
      409,
      'update_exists',
      'Update with this name and tag already exists',
    ]);
  });

  const hostile: readonly (readonly [string, Buffer, number, string])[] = [
    ['nothing', Buffer.alloc(0), 400, 'archive_malformed'],
    ['no archive', Buffer.from('<html>'), 400, 'archive_malformed'],
    ['cut', archive.subarray(0, archive.length - 700), 400, 'archive_malformed'],
    ['concatenated', Buffer.concat([archive, archive]), 400, 'archive_malformed'],
    ['cut gzip', gzipSync(archive).subarray(0, 60), 400, 'archive_malformed'],
    [
      'link',
      tarArchive([...apps, { name: 'apps/l', type: '2', linkName: '/' }]),
      400,
      'archive_entry_forbidden',
    ],
    ['dotted', tarArchive([...apps, { name: 'apps/../../x' }]), 400, 'archive_entry_forbidden'],
    ['absolute', tarArchive([...apps, { name: '/etc/cron.d/x' }]), 400, 'archive_entry_forbidden'],
    [
      'pax',
      tarArchive([...apps, paxHeader({ path: '../x' }), { name: 'apps/x' }]),
      400,
      'archive_entry_forbidden',
    ],
    [
      'device',
      tarArchive([...apps, { name: 'apps/d', type: '3' }]),
      400,
      'archive_entry_forbidden',
    ],
    ['twice', tarArchive([...apps, apps[1]!]), 400, 'archive_entry_forbidden'],
    ['empty', tarArchive([{ name: 'readme' }]), 400, 'update_content_invalid'],
    [
      'bomb',
      gzipSync(tarArchive([{ name: 'apps/b', content: Buffer.alloc(500_000) }])),
      413,
      'archive_too_large',
    ],
    [
      'many',
      tarArchive(Array.from({ length: 51 }, (_, index) => ({ name: `apps/${String(index)}` }))),
      413,
      'archive_too_large',
    ],
    [
      'large',
      tarArchive([{ name: 'apps/b', content: Buffer.alloc(300_000) }]),
      413,
      'body_too_large',
    ],
    [
      'repository',
      tarArchive([{ name: 'ostree_repo/config', content: 'x' }]),
      400,
      'update_content_invalid',
    ],
  ];
  test.each(hostile)(
    'answers with the reason to what is hostile or broken: %s',
    async (name, body, status, code) => {
      const before = await stateOf();
      const answer = await upload(
        `/v1/updates/main/h-${name.replace(' ', '-')}?hardware-id=x`,
        body,
      );
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      if (code !== 'body_too_large' || name !== 'large') expect(answer.body.detail).toMatch(/\w/);
      expect(await stateOf()).toEqual(before);
    },
  );

  test('answers 400 for a version that is no number, and for a hash that is none', async () => {
    for (const query of ['version=one', 'version=-1', 'ostree-hash=abc', 'hardware-id=']) {
      const answer = await upload(`/v1/updates/main/query?${query}`, archive);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
  });

  test.each(['..', '.', '-a', 'a b', 'a%2Fb', 'a%00b', 'x'.repeat(129)])(
    'answers 404 for %j, which can be no tag and no name',
    async (name) => {
      for (const path of [`/v1/updates/main/${name}`, `/v1/updates/${name}/main`]) {
        const answer = await upload(`${path}?hardware-id=x`, archive);
        expect([404, 400, 405]).toContain(answer.status);
      }
      expect((await stateOf()).names).not.toContain(name);
    },
  );
});

describe('GET /v1/updates and /v1/updates/{tag}', () => {
  test('list by tag, the oldest first, with the devices that are assigned and report the tag', async () => {
    app.clock.set('2026-04-01T00:00:00.000Z');
    const { id } = await insertUpdate(app, { tag: 'listed', name: 'zz' });
    app.clock.set('2026-04-02T00:00:00.000Z');
    await insertUpdate(app, { tag: 'listed', name: 'aa' });
    for (const tag of ['listed', 'elsewhere']) {
      const uuid = await insertDevice(app.db);
      await app.db.updateTable('devices').set({ update_id: id }).where('uuid', '=', uuid).execute();
      await app.db
        .updateTable('device_check_ins')
        .set({ tag })
        .where('device_uuid', '=', uuid)
        .execute();
    }
    const lines = [
      { name: 'zz', 'uploaded-at': 1_775_001_600, 'uploaded-by': 'somebody', 'device-count': 1 },
      { name: 'aa', 'uploaded-at': 1_775_088_000, 'uploaded-by': 'somebody', 'device-count': 0 },
    ];
    expect((await call('get', '/v1/updates/listed')).body).toEqual({ listed: lines });
    expect((await call('get', '/v1/updates')).body).toMatchObject({ listed: lines });
    expect((await call('get', '/v1/updates/nothing')).body).toEqual({});
  });

  test('come in pages whose links lead through all of it', async () => {
    for (let count = 0; count < 5; count += 1)
      await insertUpdate(app, { tag: 'paged', name: `p${String(count)}` });
    const names: string[] = [];
    let path: string | undefined = '/v1/updates/paged?limit=2';
    while (path !== undefined) {
      const answer: supertest.Response = await call('get', path);
      const { paged } = answer.body as { readonly paged: readonly { readonly name: string }[] };
      names.push(...paged.map(({ name }) => name));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers['link'] ?? '')?.[1];
    }
    expect(names).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    const wrong = await call('get', '/v1/updates?cursor=x');
    expect([wrong.status, wrong.body.code]).toEqual([400, 'cursor_invalid']);
  });
});

describe('DELETE /v1/updates/{tag}/{update}', () => {
  test('answers 204, and then 404', async () => {
    await upload('/v1/updates/main/gone?hardware-id=x', archive);
    expect((await call('delete', '/v1/updates/main/gone')).status).toBe(204);
    for (const method of ['delete', 'get'] as const) {
      const answer = await call(method, '/v1/updates/main/gone');
      expect([answer.status, answer.body.code]).toEqual([404, 'update_not_found']);
    }
  });

  test('answers 409 while a device is assigned', async () => {
    const { id, update } = await insertUpdate(app);
    const uuid = await insertDevice(app.db);
    await app.db.updateTable('devices').set({ update_id: id }).where('uuid', '=', uuid).execute();
    const answer = await call('delete', `/v1/updates/main/${update!}`);
    expect([answer.status, answer.body.title]).toEqual([
      409,
      'Update has devices assigned and cannot be deleted',
    ]);
  });
});
