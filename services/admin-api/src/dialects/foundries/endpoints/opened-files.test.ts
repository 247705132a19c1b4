import { authenticateToken, createTokenChecks } from '@moorgate/auth';
import { listRecentFiles } from '@moorgate/recent-files';
import supertest from 'supertest';
import { insertDevice } from '../../../test-support/insert-device.ts';
import { reportTest } from '../../../test-support/report-test.ts';
import { startTestApp, type TestApp, testFactory } from '../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('configurations and artifacts that somebody opens are remembered', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'opened' } });
  const id = await reportTest(app, uuid, { artifacts: { 'console.log': Buffer.from('x') } });
  const token = await app.tokenWith(['devices:read-update']);
  const get = (path: string): supertest.Test =>
    supertest(app.server).get(`/ota${path}`).set('OSF-TOKEN', token);
  const files = [{ name: 'wireguard', value: 'x', unencrypted: true }];
  const body = { reason: '', files };
  const config = '/devices/opened/config/';
  await supertest(app.server).post(`/ota${config}`).set('OSF-TOKEN', token).send(body);
  expect((await get(config)).status).toBe(200);
  app.clock.advance(1_000);
  expect((await get(`/devices/opened/tests/${id}/console.log`)).status).toBe(200);
  const checks = createTokenChecks({ keys: app.keys });
  const presented = { text: token, kinds: ['pat'] } as const;
  const principal = await authenticateToken(app.operator, checks, presented);
  expect(await listRecentFiles({ db: app.db, principal })).toMatchObject([
    { id: `devices/${uuid}/tests/${id}`, path: 'console.log' },
    { id: `configurations/device/${uuid}`, path: 'wireguard', revision: '1' },
  ]);
  expect((await get(`/factories/${testFactory}/config/`)).status).toBe(200);
});
