import { randomUUID } from 'node:crypto';
import { importDeviceCas } from '@moorgate/devices';
import { createTestPki } from '@moorgate/testing';
import supertest from 'supertest';
import { insertPendingEnrolment } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
let caId: string;
const pki = createTestPki({ factory: 'acme' });
const pems: string[] = [];
/** Adds a CA of its own to the file; answers its id. */
const makeCa = async (): Promise<string> => {
  pems.push(pki.createCa().certPem);
  const { added } = await importDeviceCas(app.operator, pems.join(''));
  return added[0]!.id;
};
beforeAll(async () => {
  app = await startTestApp();
  token = `Bearer ${await app.tokenWith(['devices:read', 'devices:create', 'devices:delete'])}`;
  caId = await makeCa();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'post' | 'patch' | 'delete';
const call = (method: Method, path: string): supertest.Test =>
  supertest(app.server)[method](path).set('Authorization', token);
const insertWaiting = (uuid: string): Promise<string> =>
  insertPendingEnrolment(app.db, { uuid, caId, at: app.clock.now() });
const approve = (uuid: string, body: object): supertest.Test =>
  call('post', `/v1/pending-enrolments/${uuid}/approval`).send(body);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

describe('pending enrolments', () => {
  test('200: each shows the device, its key and where it came from', async () => {
    const uuid = randomUUID();
    const hash = await insertWaiting(uuid);
    const { body } = await call('get', '/pending-enrolments').expect(200);
    const now = app.clock.now().getTime() / 1000;
    expect(body).toContainEqual({
      uuid,
      'spki-sha256': hash,
      pubkey: expect.stringContaining('PUBLIC KEY'),
      factory: 'acme',
      'device-ca': caId,
      'remote-address': '192.0.2.7',
      'first-presented-at': now,
      'last-presented-at': now,
    });
  });

  test('204: an approved device is in the list of devices', async () => {
    const uuid = randomUUID();
    await insertWaiting(uuid);
    await approve(uuid.toUpperCase(), {}).expect(204);
    await call('get', `/v1/devices/${uuid}`).expect(200);
    expect(codeOf(await approve(uuid, {}))).toEqual([404, 'pending_enrolment_not_found']);
  });

  test('409: of several keys none is taken without being named', async () => {
    const uuid = randomUUID();
    const [one] = [await insertWaiting(uuid), await insertWaiting(uuid)];
    expect(codeOf(await approve(uuid, {}))).toEqual([409, 'pending_enrolment_ambiguous']);
    await approve(uuid, { 'spki-sha256': one.toUpperCase() }).expect(204);
    const { body } = await call('get', `/v1/devices/${uuid}/keys`).expect(200);
    expect(body).toMatchObject([{ 'spki-sha256': one, state: 'live' }]);
  });

  test('204: a rejected device waits no more; 404 afterwards and for what is no UUID', async () => {
    const uuid = randomUUID();
    await insertWaiting(uuid);
    await call('delete', `/v1/pending-enrolments/${uuid}`).expect(204);
    for (const text of [uuid, 'nonsense']) {
      const answer = await call('delete', `/v1/pending-enrolments/${text}`);
      expect(codeOf(answer)).toEqual([404, 'pending_enrolment_not_found']);
      expect(codeOf(await approve(text, {}))).toEqual([404, 'pending_enrolment_not_found']);
    }
  });

  test('403: a key whose device was fully deleted stays refused', async () => {
    const uuid = randomUUID();
    const hash = await insertWaiting(uuid);
    await approve(uuid, {}).expect(204);
    await call('delete', `/v1/devices/${uuid}`).expect(204);
    await call('delete', `/v1/denied-devices/${uuid}?purge=true`).expect(204);
    const again = randomUUID();
    await insertWaiting(again);
    const update = app.db.updateTable('pending_enrolments').where('device_uuid', '=', again);
    await update.set({ spki_sha256: Buffer.from(hash, 'hex') }).execute();
    expect(codeOf(await approve(again, {}))).toEqual([403, 'device_key_purged']);
  });

  test.each([[{ 'spki-sha256': 'xyz' }], [{ 'spki-sha256': null }], [[]]])(
    '400: approval with %j',
    async (body) => {
      expect(codeOf(await approve(randomUUID(), body))).toEqual([400, 'invalid_request']);
    },
  );

  test('400: a cursor that no page gave', async () => {
    for (const path of ['/v1/pending-enrolments', '/v1/pending-keys']) {
      expect(codeOf(await call('get', `${path}?cursor=abc`))).toEqual([400, 'cursor_invalid']);
    }
  });
});

describe('device CAs', () => {
  test('200: the list shows what each is bound to', async () => {
    const { body } = await call('get', '/v1/device-cas').expect(200);
    const shown = {
      id: caId,
      subject: 'OU=acme, CN=acme-device-ca',
      factory: 'acme',
      'enrolment-policy': 'open',
      'retired-at': 0,
      'retired-by': null,
    };
    expect(body).toContainEqual(expect.objectContaining(shown));
  });

  test('200: policy and factory change, and the answer shows them', async () => {
    const change = { 'enrolment-policy': 'approval', factory: 'Acme Works' };
    const id = await makeCa();
    const { body } = await call('patch', `/v1/device-cas/${id}`).send(change).expect(200);
    expect(body).toMatchObject({ id, ...change });
  });

  test('204: retired, again retired, reinstated', async () => {
    const id = await makeCa();
    const show = async (): Promise<unknown> => {
      const { body } = await call('get', '/v1/device-cas').expect(200);
      return (body as { id: string }[]).find((ca) => ca.id === id);
    };
    await call('delete', `/v1/device-cas/${id}`).expect(204);
    await call('delete', `/v1/device-cas/${id}`).expect(204);
    const at = app.clock.now().getTime() / 1000;
    expect(await show()).toMatchObject({
      'retired-at': at,
      'retired-by': expect.stringMatching(/^user/),
    });
    await call('post', `/v1/device-cas/${id}/reinstatement`).expect(204);
    expect(await show()).toMatchObject({ 'retired-at': 0, 'retired-by': null });
  });

  test.each([[{ 'enrolment-policy': 'closed' }], [{ factory: '' }], [{ factory: 'a\nb' }], [null]])(
    '400: change to %j',
    async (body) => {
      const answer = await call('patch', `/v1/device-cas/${caId}`)
        .set('Content-Type', 'application/json')
        .send(JSON.stringify(body));
      expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    },
  );

  test('404: what is no id of a CA', async () => {
    for (const id of [randomUUID(), 'nonsense', '%2e%2e']) {
      const path = `/v1/device-cas/${id}`;
      const answers = [
        await call('patch', path).send({}),
        await call('delete', path),
        await call('post', `${path}/reinstatement`),
      ];
      for (const answer of answers) expect(codeOf(answer)).toEqual([404, 'device_ca_not_found']);
    }
  });
});
