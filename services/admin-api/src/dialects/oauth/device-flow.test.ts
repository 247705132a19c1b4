import { randomUUID } from 'node:crypto';
import { listAuditRecords } from '@moorgate/db';
import { getDevice } from '@moorgate/devices';
import { changeUserScopes, createRole, changeUserRoles, deactivateUser } from '@moorgate/auth';
import { createApplicationCredentialFor } from '@moorgate/oauth';
import supertest from 'supertest';
import { type Browser, createBrowser, type Page } from '../../test-support/browser.ts';
import { logInOn, send } from '../../test-support/page-form.ts';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ publicUrl: 'http://moorgate.test' });
  await app.registration.trust(app.operator);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const site = 'http://moorgate.test';
const factory = 'acme';
const newBrowser = (): Browser => createBrowser({ hosts: { [site]: app.origin } });

/** Exactly what `lmp-device-register` sends: curl’s form type, nothing encoded, no other header. */
const post = (path: string, body: string): supertest.Test =>
  supertest(app.server)
    .post(path)
    .unset('User-Agent')
    .unset('Accept-Encoding')
    .set('Accept', '*/*')
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send(body);
const begin = (uuid: string, named = factory): supertest.Test =>
  post('/oauth/authorization/device/', `client_id=${uuid}&scope=${named}:devices:create`);
const poll = (uuid: string, deviceCode: string): supertest.Test =>
  post(
    '/oauth/token/',
    `grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=${deviceCode}&client_id=${uuid}&scope=${factory}:devices:create`,
  );
const later = (seconds = 5): void => app.clock.advance(seconds * 1_000);

interface Waiting {
  readonly uuid: string;
  readonly deviceCode: string;
  readonly userCode: string;
}

const wait = async (): Promise<Waiting> => {
  const uuid = randomUUID();
  const { body } = await begin(uuid).expect(200);
  return { uuid, deviceCode: body.device_code as string, userCode: body.user_code as string };
};

const registrar = (): Promise<string> => app.addUser(['devices:create']);

/** Goes from the address that the device shows to the page that says which device it is. */
const enterCode = async (browser: Browser, username: string, userCode: string): Promise<Page> => {
  const entry = await browser.visit(`${site}/device`);
  const code = new URLSearchParams({ user_code: userCode }).toString();
  const asked = await browser.visit(`${site}/oauth2/pages/device/decision?${code}`, {
    from: entry.url,
  });
  return asked.body.includes('<h1>Log in</h1>') ? logInOn(browser, asked, username) : asked;
};

const decide = async (waiting: Waiting, decision: 'allow' | 'deny'): Promise<Page> => {
  const browser = newBrowser();
  const page = await enterCode(browser, await registrar(), waiting.userCode);
  return send(browser, page, { decision });
};

describe('what the client on a device does', () => {
  test('a device is let in by a person, and registers itself', async () => {
    const uuid = randomUUID();
    const begun = await begin(uuid).expect(200);
    expect(begun.body).toEqual({
      device_code: expect.stringMatching(/^[\w-]{64}$/),
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${site}/device`,
      verification_uri_complete: `${site}/device?user_code=${begun.body.user_code as string}`,
      expires_in: 900,
      interval: 5,
    });
    const { device_code: deviceCode, user_code: userCode } = begun.body;
    const pending = await poll(uuid, deviceCode).expect(400);
    expect(pending.body.error).toBe('authorization_pending');

    const browser = newBrowser();
    const page = await enterCode(browser, await registrar(), userCode);
    expect(page.body).toContain(`<code>${uuid}</code>`);
    const decided = await send(browser, page, { decision: 'allow' });
    expect(decided.body).toContain('The device is let in');

    later();
    const { body } = await poll(uuid, deviceCode).expect(200);
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      scope: 'acme:devices:create',
    });
    expect(body).not.toHaveProperty('refresh_token');

    const probe = await supertest(app.server).head('/ota/devices/');
    expect(probe.status).toBeLessThan(500);
    const registered = await supertest(app.server)
      .post('/ota/devices/')
      .set('Content-type', 'application/json')
      .set('Authorization', `Bearer ${Buffer.from(body.access_token as string).toString('base64')}`)
      .send(`${JSON.stringify(app.registration.requestFor({ uuid }), null, 4)}\n`)
      .expect(201);
    expect(Object.keys(registered.body)).toEqual(['root.crt', 'client.pem', 'sota.toml']);
  });

  test('an unknown factory is a 400 whose members say so', async () => {
    const { body } = await begin(randomUUID(), 'nobodys').expect(400);
    expect(body).toEqual({
      error: 'invalid_scope',
      error_description: expect.stringContaining('scope parameter is not valid'),
    });
  });

  test('whoever asks again at once is told to wait, and never to slow down', async () => {
    const { uuid, deviceCode } = await wait();
    for (let count = 0; count < 5; count += 1) {
      const { body } = await poll(uuid, deviceCode).expect(400);
      expect(body.error).toBe('authorization_pending');
    }
  });

  test('a device that is turned away is told so, once and for all', async () => {
    const waiting = await wait();
    const page = await decide(waiting, 'deny');
    expect(page.body).toContain('The device is turned away');
    const { body } = await poll(waiting.uuid, waiting.deviceCode).expect(400);
    expect(body.error).toBe('access_denied');
  });

  test('after a quarter of an hour the code is over, whatever was said', async () => {
    const silent = await wait();
    const admitted = await wait();
    await decide(admitted, 'allow');
    later(15 * 60);
    for (const { uuid, deviceCode } of [silent, admitted]) {
      const { body } = await poll(uuid, deviceCode).expect(400);
      expect(body.error).toBe('expired_token');
    }
  });

  test('a code is exchanged once, and for the device that it was given to alone', async () => {
    const waiting = await wait();
    await decide(waiting, 'allow');
    const foreign = await poll(randomUUID(), waiting.deviceCode).expect(400);
    const [first, second] = await Promise.all([
      poll(waiting.uuid, waiting.deviceCode),
      poll(waiting.uuid, waiting.deviceCode),
    ]);
    expect(foreign.body.error).toBe('invalid_grant');
    expect([first.status, second.status].sort()).toEqual([200, 400]);
    const none = await poll(waiting.uuid, 'x').expect(400);
    expect(none.body.error).toBe('invalid_grant');
  });
});

describe('the token of a device', () => {
  const admitted = async (): Promise<{ uuid: string; token: string }> => {
    const waiting = await wait();
    await decide(waiting, 'allow');
    const { body } = await poll(waiting.uuid, waiting.deviceCode).expect(200);
    return { uuid: waiting.uuid, token: body.access_token as string };
  };
  const register = (token: string, uuid: string): supertest.Test =>
    supertest(app.server)
      .post('/ota/devices/')
      .set('Authorization', `Bearer ${token}`)
      .send(app.registration.requestFor({ uuid }));

  test('registers no other device, and its own one once', async () => {
    const { uuid, token } = await admitted();
    const other = await register(token, randomUUID()).expect(403);
    expect(other.body.code).toBe('enrolment_device_forbidden');
    await register(token, uuid).expect(201);
    const again = await register(token, uuid).expect(401);
    expect(again.body.code).toBe('credentials_invalid');
  });

  test('does nothing else, and ends after a quarter of an hour', async () => {
    const { uuid, token } = await admitted();
    for (const path of ['/v1/devices', '/v1/self', '/v1/enrolment-tokens'])
      await supertest(app.server).get(path).set('Authorization', `Bearer ${token}`).expect(401);
    later(15 * 60);
    await register(token, uuid).expect(401);
  });

  test('is not given in the name of somebody who has gone', async () => {
    const username = await registrar();
    const waiting = await wait();
    const browser = newBrowser();
    const page = await enterCode(browser, username, waiting.userCode);
    await send(browser, page, { decision: 'allow' });
    await deactivateUser(app.operator, username);
    const { body } = await poll(waiting.uuid, waiting.deviceCode).expect(400);
    expect(body.error).toBe('access_denied');
  });

  test('is worth nothing once whoever gave it may not register devices any more', async () => {
    const username = await registrar();
    const waiting = await wait();
    const browser = newBrowser();
    const page = await enterCode(browser, username, waiting.userCode);
    await send(browser, page, { decision: 'allow' });
    const { body } = await poll(waiting.uuid, waiting.deviceCode).expect(200);
    await changeUserScopes(app.operator, { username, scopes: [] });
    await register(body.access_token as string, waiting.uuid).expect(401);
  });
});

describe('a registered client', () => {
  test('waits in the same way, and gets what was ticked of what it asked for', async () => {
    const client = await createApplicationCredentialFor(app.operator, app.keys, {
      username: await app.addUser(['devices:read', 'updates:read']),
      name: 'wall display',
      scopes: ['devices:read', 'updates:read'],
      isPublic: true,
    });
    const begun = await post('/oauth2/device_authorization', `client_id=${client.id}`).expect(200);
    const browser = newBrowser();
    const username = await app.addUser(['devices:read', 'updates:read']);
    const page = await enterCode(browser, username, begun.body.user_code as string);
    expect(page.body).toContain('<dd>wall display</dd>');
    const none = await send(browser, page, { decision: 'allow', scope: null });
    expect([none.status, none.body.includes('Choose at least one')]).toEqual([400, true]);
    const decided = await send(browser, page, { decision: 'allow', scope: 'devices:read' });
    expect(decided.body).toContain('The application is let in');
    const { body } = await poll(client.id, begun.body.device_code as string).expect(200);
    expect(body.scope).toBe('acme:devices:read');
    const self = await supertest(app.server)
      .get('/v1/self')
      .set('Authorization', `Bearer ${body.access_token as string}`)
      .expect(200);
    expect(self.body.username).toBe(username);
    expect(body).toHaveProperty('refresh_token');
  });

  test('that is not registered is refused', async () => {
    const { body } = await post('/oauth2/device_authorization', 'client_id=0123456789abc');
    expect(body.error).toBe('invalid_client');
  });
});

describe('whoever lets a device in', () => {
  test('has to be logged in, comes back to the device after that, and is on record', async () => {
    const waiting = await wait();
    const browser = newBrowser();
    const username = await registrar();
    const page = await enterCode(browser, username, waiting.userCode);
    expect(page.body).toContain('Let this device in?');
    await send(browser, page, { decision: 'allow' });
    const filter = { action: 'device_authorization.approved' };
    const [record] = await listAuditRecords(app.db, { filter, before: null, limit: 1 });
    expect(record).toMatchObject({
      actor_name: username,
      after: { clientId: waiting.uuid, deviceUuid: waiting.uuid, scopes: ['devices:create'] },
    });
  });

  test('without the right to register devices cannot, and can still turn it away', async () => {
    const waiting = await wait();
    const browser = newBrowser();
    const page = await enterCode(browser, await app.addUser(), waiting.userCode);
    expect(page.body).toContain('You do not have the rights');
    const refused = await send(browser, page, { decision: 'allow' });
    expect([refused.status, refused.body.includes('scope_not_held')]).toEqual([403, true]);
    const denied = await send(browser, page, { decision: 'deny' });
    expect(denied.body).toContain('The device is turned away');
  });

  test('who may register devices for some groups alone chooses one of them', async () => {
    const username = await app.addUser();
    await createRole(app.operator, { name: 'east', scopes: ['devices:create'], groups: ['east'] });
    await changeUserRoles(app.operator, { username, roles: ['east'] });
    const waiting = await wait();
    const browser = newBrowser();
    const page = await enterCode(browser, username, waiting.userCode);
    expect(page.body).toContain('<option value="east">east</option>');
    const foreign = await send(browser, page, { decision: 'allow', group: 'west' });
    expect(foreign.status).toBe(403);
    await send(browser, page, { decision: 'allow', group: 'east' });
    const { body } = await poll(waiting.uuid, waiting.deviceCode).expect(200);
    const registered = await supertest(app.server)
      .post('/ota/devices/')
      .set('Authorization', `Bearer ${body.access_token as string}`)
      .send(app.registration.requestFor({ uuid: waiting.uuid }));
    expect(registered.status).toBe(201);
    expect(await getDevice(app.operator, waiting.uuid)).toMatchObject({
      labels: { group: 'east' },
    });
  });

  test('decides once: a code that was decided is as unknown as any other', async () => {
    const waiting = await wait();
    await decide(waiting, 'allow');
    const browser = newBrowser();
    const again = await enterCode(browser, await registrar(), waiting.userCode);
    const unknown = await enterCode(browser, await registrar(), 'BBBB-BBBB');
    expect([again.status, unknown.status]).toEqual([404, 404]);
    expect(again.body).toContain('No device waits under this code');
  });

  test('types the code as people do: in lower case, with blanks, without the hyphen', async () => {
    const { userCode } = await wait();
    const browser = newBrowser();
    const typed = ` ${userCode.toLowerCase().replace('-', ' ')} `;
    const page = await enterCode(browser, await registrar(), typed);
    expect(page.body).toContain('Let this device in?');
  });

  test('may be wrong ten times in ten minutes, and not more', async () => {
    const browser = newBrowser();
    const username = await registrar();
    const { userCode } = await wait();
    for (let count = 0; count < 10; count += 1)
      expect((await enterCode(browser, username, 'BCDF-GHJK')).status).toBe(404);
    const limited = await enterCode(browser, username, userCode);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([
      429,
      expect.stringMatching(/^\d+$/),
    ]);
  });

  test('answers on a page of their own session: a form from elsewhere decides nothing', async () => {
    const waiting = await wait();
    const browser = newBrowser();
    const page = await enterCode(browser, await registrar(), waiting.userCode);
    const action = `${site}/oauth2/pages/device/decision`;
    const fields = { user_code: waiting.userCode, decision: 'allow' };
    const cross = await browser.visit(action, { fields, from: 'https://evil.test/' });
    const without = await browser.visit(action, { fields });
    const foreign = await send(browser, page, {
      decision: 'allow',
      'form-token': `1.${'A'.repeat(43)}`,
    });
    expect([cross.status, without.status, foreign.status]).toEqual([403, 403, 403]);
    const { body } = await poll(waiting.uuid, waiting.deviceCode);
    expect(body.error).toBe('authorization_pending');
  });
});
