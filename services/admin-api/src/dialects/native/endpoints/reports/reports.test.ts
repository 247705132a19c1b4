import { denyDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportEvents } from '../../../../test-support/report-examples.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string) => supertest(app.server).get(path).set('OSF-TOKEN', token);
const device = (): Promise<string> => insertDevice(app.db, {});

describe('GET /v1/devices/{uuid}/updates', () => {
  test('200: the correlation ids, the one that was heard of last first', async () => {
    const uuid = await device();
    await reportEvents(app, uuid, [
      { id: '1', correlationId: 'first' },
      { id: '2', correlationId: 'second' },
      { id: '3', correlationId: 'first' },
    ]);
    const answer = await get(`/v1/devices/${uuid}/updates`);
    expect([answer.status, answer.body]).toEqual([200, ['first', 'second']]);
  });

  test('200: 20 at most, and an empty list for a device that reported nothing', async () => {
    const uuid = await device();
    expect((await get(`/v1/devices/${uuid}/updates`)).body).toEqual([]);
    const ids = Array.from({ length: 25 }, (_, at) => `c-${at}`);
    await reportEvents(
      app,
      uuid,
      ids.map((id) => ({ id, correlationId: id })),
    );
    const answer = await get(`/v1/devices/${uuid}/updates`);
    expect(answer.body).toEqual(ids.slice(5).reverse());
  });

  test('404 for a device that is denied', async () => {
    const uuid = await device();
    await denyDevice(app.operator, { uuid });
    for (const path of ['updates', 'updates/c-1', 'apps-states', 'ecus'])
      expect((await get(`/v1/devices/${uuid}/${path}`)).status).toBe(404);
  });
});

describe('GET /v1/devices/{uuid}/updates/{id}', () => {
  test('200: the events in the order of their arrival, as they came, with words', async () => {
    const uuid = await device();
    await reportEvents(app, uuid, [
      { id: '1' },
      { id: '2', typeId: 'EcuInstallationCompleted', success: false },
    ]);
    const answer = await get(`/v1/devices/${uuid}/updates/c-1`);
    const event = { correlationId: 'c-1', ecu: '', targetName: 'lmp-42', version: '42' };
    expect(answer.body).toEqual([
      {
        id: '1',
        deviceTime: '2026-03-01T11:00:00Z',
        event,
        eventType: { id: 'EcuDownloadStarted', version: 0 },
        status: 'Download started',
      },
      {
        id: '2',
        deviceTime: '2026-03-01T11:00:00Z',
        event: { ...event, success: false },
        eventType: { id: 'EcuInstallationCompleted', version: 0 },
        status: 'Installation completed; failed',
      },
    ]);
  });

  test('404 for an id without events, and for what can be none', async () => {
    const uuid = await device();
    for (const id of ['nothing', '..%2f..', '%00'])
      expect((await get(`/v1/devices/${uuid}/updates/${id}`)).status).toBeGreaterThanOrEqual(400);
  });
});

describe('GET /v1/devices/{uuid}', () => {
  const statusOf = async (uuid: string): Promise<unknown> =>
    ((await get(`/v1/devices/${uuid}`)).body as { readonly status?: unknown }).status;

  test('shows what the last event says, and nothing once all is over and went well', async () => {
    const uuid = await device();
    expect(await statusOf(uuid)).toBeUndefined();
    await reportEvents(app, uuid, [{ id: '1', typeId: 'EcuInstallationApplied' }]);
    expect(await statusOf(uuid)).toEqual({
      uuid,
      correlationId: 'c-1',
      'target-name': 'lmp-42',
      status: 'Installation applied; awaiting update finalization',
      deviceTime: '2026-03-01T11:00:00Z',
    });
    await reportEvents(app, uuid, [{ id: '2', typeId: 'EcuInstallationCompleted', success: true }]);
    expect(await statusOf(uuid)).toBeUndefined();
    await reportEvents(app, uuid, [{ id: '3', typeId: 'EcuInstallationCompleted' }]);
    expect(await statusOf(uuid)).toMatchObject({
      status: 'Installation completed; unknown result',
    });
  });
});
