import { randomUUID } from 'node:crypto';
import { changeUserRoles, createRole, issueTokenFor } from '@moorgate/auth';
import { denyDevice } from '@moorgate/devices';
import type { AnyEndpoint } from '@moorgate/http';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import { nativeEndpoints } from '../../index.ts';

let app: TestApp;
let limited: { 'OSF-TOKEN': string };
beforeAll(async () => {
  app = await startTestApp();
  const scopes = ['devices:read-update', 'devices:create', 'devices:delete', 'updates:read-update'];
  await createRole(app.operator, { name: 'lab', scopes, groups: ['lab', 'office'] });
  const username = await app.addUser();
  await changeUserRoles(app.operator, { username, roles: ['lab'] });
  const request = { username, name: 'lab', scopes, groups: ['lab', 'office'] };
  limited = { 'OSF-TOKEN': (await issueTokenFor(app.operator, app.keys, request)).token };
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const requestId = '0f3b6d2e9f5c4b538f0e0a4c1d2e3f40';
const bodies: Readonly<Record<string, object>> = {
  patchLabels: { upserts: { a: 'b' } },
  replaceLabels: { a: 'b' },
  setDeviceConfiguration: { Files: {} },
  revertDeviceConfiguration: { Revision: 1 },
  startAction: { name: 'restart' },
  createRekeyPermit: { 'any-key': true },
};

/** The answer as it goes out, but for the time of it and what is left of the limit of requests. */
const answerOf = async (endpoint: AnyEndpoint, uuid: string): Promise<unknown> => {
  const path = endpoint.path.replace('{uuid}', uuid).replace('{id}', randomUUID());
  const method = endpoint.method.toLowerCase() as 'get';
  const call = supertest(app.server)[method](`/v1${path}`);
  const answer = await call
    .set({ ...limited, 'X-Request-Id': requestId })
    .send(bodies[endpoint.operationId]);
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(([name]) => name !== 'date' && name !== 'ratelimit'),
  );
  return { status: answer.status, headers, body: answer.text.replaceAll(uuid, '{uuid}') };
};

const isOfOneDevice = ({ path, access }: AnyEndpoint): boolean =>
  path.includes('{uuid}') && 'byGroup' in access;

describe('a device of a foreign group, and one of no group', () => {
  const endpoints = nativeEndpoints.filter(isOfOneDevice);

  test('have endpoints to be asked for', () => {
    expect(endpoints.map(({ operationId }) => operationId)).toContain('getDevice');
    expect(endpoints.length).toBeGreaterThanOrEqual(9);
  });

  test.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
    'are answered for by %s as one that does not exist, to the byte',
    async (_name, endpoint) => {
      const missing = await answerOf(endpoint, randomUUID());
      expect(missing).toMatchObject({ status: 404 });
      for (const labels of [{ group: 'plant' }, {}]) {
        const uuid = await insertDevice(app.db, { labels, keyStates: ['live', 'pending'] });
        expect(await answerOf(endpoint, uuid)).toEqual(missing);
        await denyDevice(app.operator, { uuid });
        expect(await answerOf(endpoint, uuid)).toEqual(missing);
      }
    },
  );
});

test('a device of one’s group is seen, counted and changed, and moved into no foreign one', async () => {
  const uuid = await insertDevice(app.db, { labels: { group: 'lab' } });
  await insertDevice(app.db, { labels: { group: 'plant' } });
  const call = (method: 'get' | 'patch', path: string, body?: object): supertest.Test =>
    supertest(app.server)[method](path).set(limited).send(body);
  const list = await call('get', '/devices?limit=1');
  expect(list.body).toEqual([expect.objectContaining({ uuid })]);
  expect(list.headers['link']).toContain('offset=0&limit=1&order-by=name-asc>; rel="last"');
  expect(list.headers['link']).not.toContain('rel="next"');
  const move = (group: string): supertest.Test =>
    call('patch', `/devices/${uuid}/labels`, { upserts: { group } });
  const refusal = await move('plant');
  expect([refusal.status, refusal.body.code]).toEqual([403, 'scope_not_held']);
  expect((await move('office')).status).toBe(200);
  expect((await call('get', `/devices/${uuid}`)).body.labels).toEqual({ group: 'office' });
});
