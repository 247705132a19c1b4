import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { insertDevice, makeSpki } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const day = 86_400;

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = `Bearer ${await app.tokenWith(['devices:read', 'devices:create', 'devices:delete'])}`;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'post' | 'delete';
const call = (method: Method, path: string): supertest.Test =>
  supertest(app.server)[method](path).set('Authorization', token);
const permit = (uuid: string, body: object): supertest.Test =>
  call('post', `/v1/devices/${uuid}/rekey-permits`).send(body);
const list = async (uuid: string, query = ''): Promise<supertest.Response> =>
  call('get', `/v1/devices/${uuid}/rekey-permits${query}`);
const revoke = (uuid: string, id: string): supertest.Test =>
  call('delete', `/v1/devices/${uuid}/rekey-permits/${id}`);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];
const now = (): number => app.clock.now().getTime() / 1000;
const hash = (): string => makeSpki().spki_sha256.toString('hex');
const insertDenied = async (): Promise<string> => {
  const uuid = await insertDevice(app.db);
  await call('delete', `/v1/devices/${uuid}`).expect(204);
  return uuid;
};

describe('POST /devices/{uuid}/rekey-permits', () => {
  test('201: a permit for the key that is named, for a day', async () => {
    const uuid = await insertDevice(app.db);
    const key = hash();
    const body = { 'spki-sha256': key.toUpperCase(), reason: 'disk replaced' };
    const answer = await permit(uuid.toUpperCase(), body);
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        state: 'open',
        'spki-sha256': key,
        reason: 'disk replaced',
        'created-at': now(),
        'created-by': expect.stringMatching(/^user\d+$/),
        'expires-at': now() + day,
        'used-at': 0,
        'used-by-spki-sha256': null,
        'revoked-at': 0,
        'revoked-by': null,
      },
    ]);
    expect((await list(uuid)).body).toEqual([answer.body]);
  });

  test('201: without a key, for the only one that is pending', async () => {
    const uuid = await insertDevice(app.db, { keyStates: ['live', 'pending'] });
    const { body } = await permit(uuid, {}).expect(201);
    const pending = (await call('get', '/v1/pending-keys')).body as { uuid: string }[];
    const own = pending.find((key) => key.uuid === uuid);
    expect(own).toMatchObject({ 'spki-sha256': body['spki-sha256'] });
  });

  test('201: for any key, with an end, at the older path too', async () => {
    const uuid = await insertDevice(app.db);
    const body = { 'any-key': true, 'expires-at': now() + 60 };
    const answer = await call('post', `/devices/${uuid}/rekey-permits`).send(body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ 'spki-sha256': null, 'expires-at': now() + 60 });
  });

  test('409: it is not clear which key, or it is the one that the device has', async () => {
    for (const pending of [0, 2]) {
      const keyStates = ['live' as const, ...Array<'pending'>(pending).fill('pending')];
      const uuid = await insertDevice(app.db, { keyStates });
      expect(codeOf(await permit(uuid, {}))).toEqual([409, 'rekey_permit_key_unclear']);
    }
    const uuid = await insertDevice(app.db);
    const { body } = await call('get', `/v1/devices/${uuid}/keys`);
    const answer = await permit(uuid, { 'spki-sha256': body[0]['spki-sha256'] });
    expect(codeOf(answer)).toEqual([409, 'device_key_live']);
  });

  test('403: the key of a device that was fully deleted', async () => {
    const gone = await insertDevice(app.db);
    const { body } = await call('get', `/v1/devices/${gone}/keys`);
    await call('delete', `/v1/devices/${gone}`).expect(204);
    await call('delete', `/v1/denied-devices/${gone}?purge=true`).expect(204);
    const uuid = await insertDevice(app.db);
    const answer = await permit(uuid, { 'spki-sha256': body[0]['spki-sha256'] });
    expect(codeOf(answer)).toEqual([403, 'device_key_purged']);
  });

  test.each([
    [{ 'spki-sha256': 'xyz' }],
    [{ 'spki-sha256': null }],
    [{ 'any-key': 'yes' }],
    [{ 'any-key': true, 'spki-sha256': 'ab'.repeat(32) }],
    [{ 'any-key': true, 'expires-at': 1 }],
    [{ 'any-key': true, 'expires-at': 99_999_999_999 }],
    [{ 'any-key': true, reason: '' }],
    [{ 'any-key': true, reason: 'a\u0000' }],
    [{ anykey: true }],
    [[]],
  ])('400: %j', async (body) => {
    const uuid = await insertDevice(app.db);
    expect(codeOf(await permit(uuid, body))).toEqual([400, 'invalid_request']);
    expect((await list(uuid)).body).toEqual([]);
  });
});

describe('GET /devices/{uuid}/rekey-permits', () => {
  test('200: pages, newest first', async () => {
    const uuid = await insertDevice(app.db);
    for (let count = 0; count < 3; count += 1) await permit(uuid, { 'any-key': true }).expect(201);
    const whole = (await list(uuid)).body as unknown[];
    const walked: unknown[] = [];
    for (
      let next: string | undefined = `/v1/devices/${uuid}/rekey-permits?limit=1`;
      next !== undefined;
    ) {
      const { body, headers }: supertest.Response = await call('get', next).expect(200);
      walked.push(...(body as unknown[]));
      next = /^<(.*)>; rel="next"$/.exec((headers['link'] as string | undefined) ?? '')?.[1];
    }
    expect(walked).toEqual(whole);
    expect(codeOf(await list(uuid, '?cursor=abc'))).toEqual([400, 'cursor_invalid']);
    expect(codeOf(await list(uuid, '?limit=0'))).toEqual([400, 'invalid_request']);
  });
});

describe('DELETE /devices/{uuid}/rekey-permits/{id}', () => {
  test('204: the permit is shown as taken back; the same for the second time', async () => {
    const uuid = await insertDevice(app.db);
    const { body } = await permit(uuid, { 'any-key': true });
    await revoke(uuid, body.id as string).expect(204);
    await revoke(uuid, (body.id as string).toUpperCase()).expect(204);
    expect((await list(uuid)).body).toMatchObject([
      { id: body.id, state: 'revoked', 'revoked-at': now() },
    ]);
  });

  test('404: no permit of this device, and no id at all', async () => {
    const [uuid, other] = [await insertDevice(app.db), await insertDevice(app.db)];
    const { body } = await permit(other, { 'any-key': true });
    for (const id of [body.id as string, randomUUID(), 'nonsense', '%2e%2e']) {
      expect(codeOf(await revoke(uuid, id))).toEqual([404, 'rekey_permit_not_found']);
    }
  });
});

test('404: one body for a device that is missing, denied, or no UUID', async () => {
  for (const uuid of [randomUUID(), await insertDenied(), 'nonsense', '%20']) {
    const answers = [
      await permit(uuid, { 'any-key': true }),
      await list(uuid),
      await revoke(uuid, randomUUID()),
    ];
    for (const answer of answers) expect(codeOf(answer)).toEqual([404, 'device_not_found']);
  }
});
