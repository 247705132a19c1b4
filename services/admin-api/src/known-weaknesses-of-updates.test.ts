/**
 * What went wrong with updates in the server whose API this one speaks: each title is the weakness, and its test shows that
 * it is absent here.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { allScopes } from '@moorgate/auth';
import { tarArchive } from '@moorgate/testing';
import supertest from 'supertest';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  token = await app.tokenWith(allScopes);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (method: 'get' | 'delete', path: string) =>
  supertest(app.server)[method](path).set('OSF-TOKEN', token);
const upload = (path: string, body: Buffer) =>
  supertest(app.server)
    .post(`/v1/updates/${path}?hardware-id=intel`)
    .set({ 'OSF-TOKEN': token, 'Content-Type': 'application/x-tar' })
    .send(body);

const app1 = { name: `apps/apps/web/${'a'.repeat(64)}/compose.yml`, content: 'services: {}' };
const good = tarArchive([app1]);
const broken = good.subarray(0, 600);

const versionOf = async (name: string): Promise<number> => {
  const { body } = await call('get', `/v1/updates/main/${name}`);
  return Number(body.targets[0].version);
};

describe('it does not happen here (updates) that', () => {
  test('a tag or a name of dots leads out of where updates are', async () => {
    const before = await readdir(app.blobsFolder);
    for (const path of ['..%2f..', '%2e%2e/x', 'x/%2e%2e', '.../..%2fx', 'main/.hidden'])
      expect((await upload(path, good)).status).toBeGreaterThanOrEqual(400);
    for (const path of ['%2e%2e/x', 'x/%2e%2e'])
      expect((await call('delete', `/v1/updates/${path}`)).status).toBeGreaterThanOrEqual(400);
    expect(await readdir(app.blobsFolder)).toEqual(before);
    expect((await call('get', '/v1/updates')).body).toEqual({});
  });

  test('an upload that fails takes its name, or what was there before', async () => {
    expect((await upload('main/failed', broken)).status).toBe(400);
    expect((await call('get', '/v1/updates/main/failed')).status).toBe(404);
    expect((await upload('main/failed', good)).status).toBe(201);
    expect((await upload('main/failed', broken)).status).toBe(409);
    expect((await call('get', '/v1/updates/main/failed')).body).toMatchObject({ files: 1 });
  });

  test('two uploads at once are mixed, or share a version', async () => {
    const same = await Promise.all([upload('main/same', good), upload('main/same', good)]);
    expect(same.map(({ status }) => status).sort()).toEqual([201, 409]);
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => upload(`main/${name}`, good)));
    const versions = await Promise.all(names.map(versionOf));
    expect(new Set(versions).size).toBe(names.length);
  });

  test('the version of an update that was deleted is given again', async () => {
    await upload('main/first', good);
    const first = await versionOf('first');
    await call('delete', '/v1/updates/main/first');
    await upload('main/second', good);
    expect(await versionOf('second')).toBeGreaterThan(first);
  });

  test('metadata of an update that is not there is answered 500', async () => {
    const answer = await call('get', '/v1/updates/main/nothing/tuf');
    expect([answer.status, answer.body.code]).toEqual([404, 'update_not_found']);
  });

  test('every update stores what others have again', async () => {
    const content = 'the same in both';
    const sha256 = createHash('sha256').update(content).digest();
    for (const name of ['one', 'two'])
      await upload(`shared/${name}`, tarArchive([app1, { name: 'apps/blobs/x', content }]));
    const rows = await app.db
      .selectFrom('contents')
      .select('blob_id')
      .where('sha256', '=', sha256)
      .execute();
    expect(rows).toHaveLength(1);
    const files = await app.db.selectFrom('contents').select('blob_id').execute();
    expect(await readdir(`${app.blobsFolder}/files`)).toHaveLength(files.length);
  });

  test('objects of a repository are not what their names say', async () => {
    const name = `ostree_repo/objects/ab/${'c'.repeat(62)}.commit`;
    const answer = await upload('main/forged', tarArchive([app1, { name, content: 'x' }]));
    expect([answer.status, answer.body.code]).toEqual([400, 'update_content_invalid']);
  });

  test('nobody can tell who uploaded or deleted an update', async () => {
    await upload('main/audited', good);
    await call('delete', '/v1/updates/main/audited');
    const { body } = await call(
      'get',
      '/v1/audit-records?target-kind=update&target-id=main/audited',
    );
    const actions = (body as { action: string }[]).map(({ action }) => action);
    expect(actions.sort()).toEqual(['update.deleted', 'update.uploaded']);
  });
});
