import { issueTokenFor } from '@moorgate/auth';
import { dockerHostId } from '@moorgate/docker-hosts';
import supertest from 'supertest';
import { insertOwnedBeacon } from '../../../../test-support/insert-beacon.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const address = '127.0.0.1:5001/v1.12';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

/** Somebody with a beacon, as a client. */
const owner = async () => {
  const username = await app.addUser(['docker:read']);
  const beaconId = await insertOwnedBeacon(app, username);
  const wanted = { username, name: 'test', scopes: ['docker:read'] } as const;
  const { token } = await issueTokenFor(app.operator, app.keys, wanted);
  const call = (path: string) =>
    supertest(app.server).get(path).set('Authorization', `Bearer ${token}`);
  return { call, beaconId, id: dockerHostId({ beaconId, address }) };
};

describe('200', () => {
  test('everybody sees the hosts of the beacons that they may use, page by page', async () => {
    const { call, beaconId, id } = await owner();
    await owner();
    const first = await call('/v1/docker-hosts?limit=1').expect(200);
    expect(first.body).toEqual([
      {
        ...{ id, address, name: 'boot2docker', alias: null, level: 2 },
        beacon: { id: beaconId, address: `${beaconId}.example:5002` },
        ...{ 'can-access-docker': true, 'last-seen': expect.any(Number), 'is-stale': false },
      },
    ]);
    expect(first.headers).not.toHaveProperty('link');
    for (const text of [id, encodeURIComponent(address)])
      expect((await call(`/v1/docker-hosts/${text}`).expect(200)).body.address).toBe(address);
  });
});

describe('404', () => {
  test('a host of somebody else is as little there as none', async () => {
    const { call } = await owner();
    const { id } = await owner();
    const answers = [await call(`/v1/docker-hosts/${id}`), await call('/v1/docker-hosts/nowhere')];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'docker_host_not_found'],
      [404, 'docker_host_not_found'],
    ]);
  });
});

describe('400', () => {
  test('a cursor that is none', async () => {
    const { call } = await owner();
    expect((await call('/v1/docker-hosts?cursor=x').expect(400)).body.code).toBe('cursor_invalid');
  });
});
