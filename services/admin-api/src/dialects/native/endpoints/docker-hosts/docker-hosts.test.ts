import { issueTokenFor } from '@moorgate/auth';
import { dockerHostId } from '@moorgate/docker-hosts';
import supertest from 'supertest';
import { insertOwnedBeacon } from '../../../../test-support/insert-beacon.ts';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { insertTunnel } from '../../../../test-support/insert-tunnel.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const address = '127.0.0.1:5001/v1.12';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

/** Somebody with a beacon, at this address perhaps, as a client. */
const owner = async (at?: string) => {
  const username = await app.addUser(['docker:read']);
  const beaconId = await insertOwnedBeacon(app, username, at);
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
        beacon: { id: beaconId, address: `${beaconId}.example:5002`, connection: null },
        ...{ 'can-access-docker': true, 'last-seen': expect.any(Number), 'is-stale': false },
      },
    ]);
    expect(first.headers).not.toHaveProperty('link');
    for (const text of [id, encodeURIComponent(address)])
      expect((await call(`/v1/docker-hosts/${text}`).expect(200)).body.address).toBe(address);
  });
});

describe('200, of a beacon that connects from its side', () => {
  test('a host shows whether its beacon is connected', async () => {
    const device = await insertDevice(app.db);
    const { call, id } = await owner(`tunnel://${device}`);
    const connection = async (): Promise<unknown> => {
      const { body } = await call(`/v1/docker-hosts/${id}`).expect(200);
      expect((await call('/v1/docker-hosts').expect(200)).body).toEqual([body]);
      return body.beacon.connection;
    };
    expect(await connection()).toEqual({ device, 'connected-at': 0, 'is-denied': false });
    await insertTunnel(app, device, 60);
    const connectedAt = Math.floor(app.clock.now().getTime() / 1_000);
    expect(await connection()).toMatchObject({ 'connected-at': connectedAt });
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
