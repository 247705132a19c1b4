import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportTest } from '../../../../test-support/report-test.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['targets:read']);
  await report('pump-07', 'intel-lmp-42', 'smoke_0123456789abcdef');
  await report('pump-08', 'rpi-lmp-42', 'other_0123456789abcdef');
  await report('pump-09', 'intel-lmp-41', 'older_0123456789abcdef');
  await report('pump-10', '', 'bare_0123456789abcdef0');
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const report = async (name: string, targetName: string, id: string): Promise<void> => {
  const uuid = await insertDevice(app.db, { labels: { name } });
  const artifacts = { 'console.log': Buffer.from(`of ${name}`) };
  await reportTest(app, uuid, { id, artifacts, targetName });
};

const get = (path: string): supertest.Test =>
  supertest(app.server).get(`/ota/factories/${testFactory}/${path}`).set('OSF-TOKEN', token);

test('the versions that devices tested are listed, each once', async () => {
  expect((await get('testing/')).body).toEqual({ versions: [41, 42] });
});

test('the tests of a version come from whichever devices ran them, in pages', async () => {
  const whole = (await get('targets/42/testing/')).body;
  expect([whole.total, whole.next]).toEqual([2, null]);
  const devices = (whole.tests as Record<string, string>[]).map((one) => one['device-name']);
  expect(devices.sort()).toEqual(['pump-07', 'pump-08']);
  const first = (await get('targets/42/testing/?limit=1')).body;
  expect(first.tests).toHaveLength(1);
  const rest = await supertest(app.server)
    .get(
      String(first.next)
        .replace(app.origin, '')
        .replace(/^https?:\/\/[^/]+/, ''),
    )
    .set('OSF-TOKEN', token);
  expect([rest.body.tests.length, rest.body.next]).toEqual([1, null]);
  expect((await get('targets/7/testing/')).body).toEqual({ tests: [], total: 0, next: null });
});

test('one test has its artifacts, which are downloaded with their length', async () => {
  const path = 'targets/42/testing/smoke_0123456789abcdef';
  const { body } = await get(`${path}/`);
  expect([body['device-name'], body.artifacts]).toEqual(['pump-07', ['console.log']]);
  const url = `${app.origin}/ota/factories/${testFactory}/${path}/console.log`;
  const log = await fetch(url, { headers: { 'osf-token': token } });
  expect([log.status, log.headers.get('content-length'), await log.text()]).toEqual([
    200,
    '10',
    'of pump-07',
  ]);
  expect((await get(`${path}/nothing`)).body.code).toBe('artifact_not_found');
  expect((await get('targets/41/testing/smoke_0123456789abcdef/')).body.code).toBe(
    'test_not_found',
  );
});

test('400 for what is no version, and 404 for another factory', async () => {
  expect((await get('targets/x/testing/')).status).toBe(400);
  const other = supertest(app.server).get('/ota/factories/other/testing/').set('OSF-TOKEN', token);
  expect((await other).status).toBe(404);
});
