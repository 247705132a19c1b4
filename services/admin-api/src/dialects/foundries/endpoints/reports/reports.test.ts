import { recordAppsState } from '@moorgate/reports';
import { openDatabase } from '@moorgate/db';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportEvents } from '../../../../test-support/report-examples.ts';
import { reportTest } from '../../../../test-support/report-test.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string): supertest.Test =>
  supertest(app.server).get(`/ota/devices${path}`).set('OSF-TOKEN', token);

/** Everything of a list, one page after the other. */
const readAll = async (path: string, member: string): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  for (let next: string | null = path; next !== null;) {
    const answer: supertest.Response = await get(next);
    items.push(...(answer.body[member] as Record<string, unknown>[]));
    const url = answer.body.next as string | null;
    next = url === null ? null : url.replace(`${app.origin}/ota/devices`, '');
  }
  return items;
};

describe('updates', () => {
  test('pages of updates follow each other by `next`, the newest first', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'updated' } });
    const ids = Array.from({ length: 25 }, (_, index) => `c-${index}`);
    await reportEvents(
      app,
      uuid,
      ids.map((id) => ({ id, correlationId: id })),
    );
    const first = await get('/updated/updates/?factory=acme');
    expect(first.body.updates[0]).toEqual({
      'correlation-id': 'c-24',
      target: 'lmp-42',
      version: '42',
      time: '2026-03-01T11:00:00Z',
    });
    expect(first.body).toMatchObject({
      total: 20,
      next: `${app.origin}/ota/devices/updated/updates/?factory=acme&page=2`,
    });
    const all = await readAll('/updated/updates/?factory=acme', 'updates');
    expect(all.map((one) => one['correlation-id'])).toEqual(ids.slice(5).reverse());
  });

  test('one of them is a bare list of its events', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'one-update' } });
    await reportEvents(app, uuid, [
      { id: '1', correlationId: '42-1b2c' },
      { id: '2', correlationId: '42-1b2c', typeId: 'EcuInstallationCompleted', success: true },
    ]);
    const answer = await get('/one-update/updates/42-1b2c/');
    const event = { version: '42', targetName: 'lmp-42', details: '' };
    expect(answer.body).toEqual([
      { deviceTime: '2026-03-01T11:00:00Z', eventType: { id: 'EcuDownloadStarted' }, event },
      {
        deviceTime: '2026-03-01T11:00:00Z',
        eventType: { id: 'EcuInstallationCompleted' },
        event: { ...event, success: true },
      },
    ]);
    const missing = await get('/one-update/updates/none/');
    expect([missing.status, missing.body.code]).toEqual([404, 'device_update_not_found']);
  });
});

test('states of apps have every member that clients read, the newest first', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'apps' } });
  const row = app.db.selectFrom('devices').select('generation').where('uuid', '=', uuid);
  const { generation } = await row.executeTakeFirstOrThrow();
  const db = openDatabase({ url: app.gatewayDatabaseUrl, applicationName: 'test', poolSize: 1 });
  for (const deviceTime of ['2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z']) {
    const services = [{ name: 'web', state: 'running' }];
    const apps = { shell: { uri: 'hub/shell@sha256:0', state: 'healthy', services } };
    await recordAppsState({ db }, { uuid, generation }, { deviceTime, ostree: 'abc', apps });
  }
  await db.destroy();
  const answer = await get('/apps/apps-states/');
  expect(answer.body['apps-states']).toHaveLength(2);
  const newest = {
    ostree: 'abc',
    deviceTime: '2026-03-01T11:00:00Z',
    apps: {
      shell: {
        uri: 'hub/shell@sha256:0',
        state: 'healthy',
        services: [
          { name: 'web', hash: '', state: 'running', status: '', health: '', image: '', logs: '' },
        ],
      },
    },
  };
  expect(answer.body['apps-states'][0]).toEqual(newest);
  expect((await get('/apps/')).body['apps-state']).toEqual(newest);
});

describe('tests', () => {
  test('are listed in pages, and shown with their artifacts', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'tested' } });
    for (let index = 0; index < 12; index += 1)
      await reportTest(app, uuid, { name: `smoke ${index}` });
    const artifacts = { 'console.log': Buffer.from('all well\n') };
    const id = 'restart_0123456789abcde';
    await reportTest(app, uuid, { name: 'restart', id, status: 'PASSED', artifacts });
    const all = await readAll('/tested/tests/?factory=acme', 'tests');
    expect(all).toHaveLength(13);
    expect(all.find((one) => one['test-id'] === id)).toMatchObject({ artifacts: [] });
    const shown = await get(`/tested/tests/${id}?factory=acme`);
    expect(shown.body).toEqual({
      name: 'restart',
      'test-id': id,
      'device-uuid': uuid,
      'device-name': 'tested',
      status: 'PASSED',
      details: '',
      'created-on': 1_772_366_400,
      'completed-on': 1_772_366_400,
      results: [],
      artifacts: ['console.log'],
    });
    const missing = await get('/tested/tests/0123456789abcdef');
    expect([missing.status, missing.body.code]).toEqual([404, 'test_not_found']);
  });

  test('leave artifacts that are sent with their length, and never shown by a browser', async () => {
    const uuid = await insertDevice(app.db, { labels: { name: 'left' } });
    const artifacts = { 'page.html': Buffer.from('<script>') };
    const id = await reportTest(app, uuid, { artifacts });
    const answer = await get(`/left/tests/${id}/page.html?factory=acme`);
    expect([answer.status, answer.headers['content-length']]).toEqual([200, '8']);
    expect(answer.headers).toMatchObject({
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect((await get(`/left/tests/${id}/none`)).body.code).toBe('artifact_not_found');
  });
});
