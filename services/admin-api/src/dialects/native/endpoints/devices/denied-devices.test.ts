import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import { deviceEndpoints } from './index.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = `Bearer ${await app.tokenWith(['devices:read', 'devices:delete'])}`;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string): supertest.Test =>
  supertest(app.server).get(path).set('Authorization', token);
const remove = (path: string): supertest.Test =>
  supertest(app.server).delete(path).set('Authorization', token);
const makeDenied = async (): Promise<string> => {
  const uuid = await insertDevice(app.db, { labels: { a: 'b' } });
  await remove(`/v1/devices/${uuid}`).expect(204);
  return uuid;
};
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

describe('GET /denied-devices', () => {
  test('200: an array of UUIDs, empty at first, at either path', async () => {
    for (const path of ['/v1/denied-devices', '/denied-devices']) {
      const answer = await get(path);
      expect([answer.status, answer.body]).toEqual([200, []]);
      expect(answer.headers['link']).toBeUndefined();
    }
    const uuid = await makeDenied();
    expect((await get('/v1/denied-devices')).body).toEqual([uuid]);
  });

  test('200: pages by cursor, keeping the form that was asked for', async () => {
    for (let count = 0; count < 3; count += 1) await makeDenied();
    const whole = (await get('/v1/denied-devices')).body as string[];
    for (const details of ['', '&details=true']) {
      const walked: string[] = [];
      for (
        let next: string | undefined = `/v1/denied-devices?limit=1${details}`;
        next !== undefined;
      ) {
        const { body, headers }: supertest.Response = await get(next).expect(200);
        const items = body as (string | { uuid: string })[];
        walked.push(...items.map((item) => (typeof item === 'string' ? item : item.uuid)));
        next = /^<(.*)>; rel="next"$/.exec((headers['link'] as string | undefined) ?? '')?.[1];
      }
      expect(walked).toEqual(whole);
    }
  });

  test.each([['limit=0'], ['limit=10001'], ['limit=99999999999'], ['details=yes'], ['cursor=']])(
    '400 invalid_request: %s',
    async (query) => {
      expect(codeOf(await get(`/v1/denied-devices?${query}`))).toEqual([400, 'invalid_request']);
    },
  );

  test('400 cursor_invalid: a text that no page gave', async () => {
    expect(codeOf(await get('/v1/denied-devices?cursor=abc'))).toEqual([400, 'cursor_invalid']);
  });
});

describe('DELETE /denied-devices/{uuid}', () => {
  test('204: the device is a device again, without what the denial destroyed', async () => {
    const uuid = await makeDenied();
    await remove(`/v1/denied-devices/${uuid.toUpperCase()}`).expect(204);
    expect((await get('/v1/denied-devices')).body).not.toContain(uuid);
    const { status, body } = await get(`/v1/devices/${uuid}`);
    expect([status, body.labels]).toEqual([200, {}]);
    expect(body.pubkey).toContain('PUBLIC KEY');
  });

  test('204 with purge: the device is gone from both lists', async () => {
    const uuid = await makeDenied();
    await remove(`/v1/denied-devices/${uuid}?purge=true`).expect(204);
    expect((await get('/v1/denied-devices')).body).not.toContain(uuid);
    expect(codeOf(await get(`/v1/devices/${uuid}`))).toEqual([404, 'device_not_found']);
    expect(codeOf(await remove(`/v1/denied-devices/${uuid}`))).toEqual([404, 'device_not_denied']);
  });

  test('404: one body for a device that is not denied, unknown, or no UUID', async () => {
    const uuid = await insertDevice(app.db);
    for (const purge of ['', '?purge=true']) {
      const missing = await remove(`/v1/denied-devices/${randomUUID()}${purge}`);
      expect(codeOf(missing)).toEqual([404, 'device_not_denied']);
      for (const text of [uuid, 'nonsense', '..%2f..']) {
        const { status, body } = await remove(`/v1/denied-devices/${text}${purge}`);
        expect(status).toBe(404);
        expect({ ...body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
      }
    }
  });

  test('400: a purge that is neither true nor false deletes nothing', async () => {
    const uuid = await makeDenied();
    const answer = await remove(`/v1/denied-devices/${uuid}?purge=yes`);
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    expect((await get('/v1/denied-devices')).body).toContain(uuid);
  });
});

describe.each(deviceEndpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s',
  (_name, { method, path, access }) => {
    const call = (): supertest.Test =>
      supertest(app.server)
        [method.toLowerCase() as 'get'](`/v1${path.replaceAll(/\{\w+\}/g, randomUUID())}`)
        .send(method === 'GET' || method === 'DELETE' ? undefined : {});

    test('401: without a credential', async () => {
      expect(codeOf(await call())).toEqual([401, 'credentials_required']);
    });

    test('403: with every scope about devices but the one that it needs', async () => {
      const needed = 'scopes' in access ? access.scopes[0] : '';
      const scopes = (
        ['devices:create', 'devices:delete', 'devices:read', 'devices:read-update'] as const
      ).filter((scope) => scope !== needed && scope !== `${needed}-update`);
      const other = await app.tokenWith(scopes);
      const answer = await call().set('OSF-TOKEN', other);
      expect(codeOf(answer)).toEqual([403, 'scope_missing']);
      expect(answer.body.detail).toContain(needed);
    });
  },
);
