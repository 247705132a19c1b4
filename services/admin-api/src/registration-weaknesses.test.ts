/**
 * What went wrong with registration in the server whose API this one speaks: each title is the weakness, and its test shows
 * that it is absent here.
 */
import { denyDevice, getDevice, purgeDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { makeEnrolmentToken } from './test-support/make-enrolment-token.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  await app.registration.trust(app.operator);
  token = await app.tokenWith(['devices:create']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const register = (body: object, credential = token): supertest.Test =>
  supertest(app.server).post('/ota/devices/').set('OSF-TOKEN', credential).send(body);
const requestFor: TestApp['registration']['requestFor'] = (options) =>
  app.registration.requestFor(options);

describe('it does not happen here (registration) that', () => {
  test('a UUID is any text, a path out of where it belongs too', async () => {
    for (const uuid of ['../certs', '..', 'a b', '', 'nonsense']) {
      const { status } = await register({ ...requestFor(), uuid });
      expect(status).toBe(400);
    }
    expect(await app.db.selectFrom('devices').select('uuid').execute()).toEqual([]);
  });

  test('a path with a slash at its end, as tools have it, is unknown', async () => {
    await register(requestFor()).expect(201);
  });

  test('a token of the login flow, in base64 once more, is not understood', async () => {
    const encoded = Buffer.from(token).toString('base64');
    const post = supertest(app.server)
      .post('/v1/devices')
      .set('Authorization', `Bearer ${encoded}`);
    await post.send(requestFor()).expect(201);
  });

  test('the port of the gateway is always 8443, and the settings come in another order each time', async () => {
    const request = { ...requestFor(), overrides: { b: { y: '1', x: '2' }, a: { z: '3' } } };
    const { body } = await register(request).expect(201);
    const settings = body['sota.toml'] as string;
    expect(settings).toContain('server = "https://gateway.example:8443"');
    expect(settings.slice(settings.indexOf('[a]'))).toBe('[a]\nz = "3"\n\n[b]\nx = "2"\ny = "1"\n');
  });

  test('a device that was wiped can never register again, and is told of an error of the server', async () => {
    const request = requestFor();
    const { uuid } = request;
    await register(request).expect(201);
    expect((await register(requestFor({ uuid }))).status).toBe(409);
    await denyDevice(app.operator, { uuid });
    await purgeDevice(app.operator, uuid);
    await register(requestFor({ uuid })).expect(201);
  });

  test('a token for devices is good for any number of them, in any group, for ever', async () => {
    const one = await makeEnrolmentToken(app, { group: 'east' });
    const request = requestFor();
    expect((await register({ ...request, group: 'west' }, one.token)).status).toBe(403);
    await register(request, one.token).expect(201);
    expect(await getDevice(app.operator, request.uuid)).toMatchObject({
      labels: { group: 'east' },
    });
    expect((await register(requestFor(), one.token)).status).toBe(401);
    const another = await makeEnrolmentToken(app, { maxUses: 9 });
    app.clock.advance(24 * 3_600_000);
    expect((await register(requestFor(), another.token)).status).toBe(401);
  });
});
