import { changeUserScopes, mintToken, type Scope } from '@moorgate/auth';
import { findUserByUsername, inTransaction } from '@moorgate/db';
import { randomUUID } from 'node:crypto';
import supertest from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';

let app: TestApp;
let reader: string;
let nobody: string;
beforeAll(async () => {
  app = await startTestApp();
  reader = await app.tokenWith(['devices:read']);
  nobody = await app.tokenWith(['targets:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const ask = (headers: Record<string, string>): supertest.Test =>
  supertest(app.server).get('/ota/devices/').set(headers);

/** An access token as the OAuth endpoints make them. */
const accessToken = async (scopes: readonly Scope[]): Promise<string> => {
  const username = await app.addUser(scopes);
  const { id: ownerId } = (await findUserByUsername(app.db, username))!;
  const draft = {
    kind: 'oac',
    ownerId,
    name: 'fioctl',
    scopes,
    parentId: null,
    createdAt: app.clock.now(),
    expiresAt: null,
  } as const;
  const minted = await inTransaction(app.db, (trx) =>
    mintToken(trx, app.operator, { keys: app.keys, draft }),
  );
  return minted.text;
};

describe('a token is taken', () => {
  test.each([
    ['OSF-TOKEN', (text: string) => ({ 'OSF-TOKEN': text })],
    ['Osf-Token, as Go spells it', (text: string) => ({ 'Osf-Token': text })],
    ['Bearer', (text: string) => ({ Authorization: `Bearer ${text}` })],
    ['Bearer, in base64', (text: string) => ({ Authorization: `Bearer ${base64(text)}` })],
    ['a Basic password', (text: string) => ({ Authorization: `Basic ${base64(`x:${text}`)}` })],
    ['Basic without a name', (text: string) => ({ Authorization: `Basic ${base64(`:${text}`)}` })],
    [
      'Basic without a colon, in small letters and with a line feed',
      (text: string) => ({ Authorization: `basic ${base64(`${text}\n`)}` }),
    ],
  ])('from %s, whether it is an API token or an OAuth access token', async (_name, headers) => {
    for (const text of [reader, await accessToken(['devices:read'])])
      expect((await ask(headers(text))).status).toBe(200);
  });

  test('from OSF-TOKEN where both are sent, and the scopes of the two are never put together', async () => {
    const both = { 'OSF-TOKEN': reader, Authorization: `Bearer ${base64(nobody)}` };
    expect((await ask(both)).status).toBe(200);
    const otherWay = { 'OSF-TOKEN': nobody, Authorization: `Bearer ${reader}` };
    expect((await ask(otherWay)).status).toBe(403);
    const wrong = { 'OSF-TOKEN': `${reader}x`, Authorization: `Bearer ${reader}` };
    expect((await ask(wrong)).status).toBe(401);
  });
});

describe('an error is a message and what it is about', () => {
  test('401 without a credential, and for one that is unknown, malformed or of another scheme', async () => {
    const none = await ask({});
    expect([none.status, none.headers['content-type']]).toEqual([401, 'application/json']);
    expect(none.body).toEqual({
      message: expect.any(String),
      code: 'credentials_required',
      requestId: none.headers['x-request-id'],
    });
    for (const Authorization of [
      'Bearer nonsense',
      'Digest x',
      'Basic %%%',
      `Bearer ${base64('x')}`,
    ]) {
      const answer = await ask({ Authorization });
      expect([answer.status, answer.body.code]).toEqual([401, 'credentials_invalid']);
    }
  });

  test('403 names the scope that is missing', async () => {
    const answer = await ask({ 'OSF-TOKEN': nobody });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      message: 'Token missing scope devices:read',
      errors: { scope: 'devices:read' },
      code: 'scope_missing',
    });
  });

  test('404 for another factory in a path, and no devices for one in a query', async () => {
    const headers = { 'OSF-TOKEN': reader };
    const answer = await supertest(app.server)
      .get('/ota/factories/other/device-groups/')
      .set(headers);
    expect([answer.status, answer.body]).toMatchObject([404, { code: 'factory_not_found' }]);
    const list = await supertest(app.server).get('/ota/devices/?factory=other').set(headers);
    expect([list.status, list.body]).toMatchObject([200, { devices: [], total: 0, next: null }]);
    const one = await supertest(app.server)
      .get(`/ota/devices/${randomUUID()}/?factory=other`)
      .set(headers);
    expect([one.status, one.body]).toMatchObject([404, { code: 'factory_not_found' }]);
  });

  test('400 has each field with the rule that it breaks', async () => {
    const answer = await supertest(app.server)
      .get('/ota/devices/?sortby=size&limit=0')
      .set({ 'OSF-TOKEN': reader });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.errors).sort()).toEqual(['limit', 'sortby']);
  });
});

test('a right that the owner lost is gone from the token too', async () => {
  const text = await accessToken(['devices:read']);
  expect((await ask({ 'OSF-TOKEN': text })).status).toBe(200);
  const self = await supertest(app.server)
    .get(`/ota/factories/${testFactory}/users/self/`)
    .set('OSF-TOKEN', text);
  const username = self.body['polis-id'] as string;
  await changeUserScopes(app.operator, { username, scopes: [] });
  expect((await ask({ 'OSF-TOKEN': text })).status).toBe(403);
});
