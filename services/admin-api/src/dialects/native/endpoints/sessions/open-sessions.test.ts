import { allScopes, type Scope } from '@moorgate/auth';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

let app: TestApp;
let admin: { 'OSF-TOKEN': string };
beforeAll(async () => {
  app = await startTestApp({ trustedProxies: ['127.0.0.1'] });
  admin = { 'OSF-TOKEN': await app.tokenWith(allScopes) };
});
afterAll(() => app.close());
beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const ownPage = (Cookie: string): Record<string, string> => ({
  Cookie,
  'Sec-Fetch-Site': 'same-origin',
});

const logIn = async (username: string, headers: Record<string, string> = {}): Promise<string> =>
  cookieOf((await call().post('/sessions').set(headers).send({ username, password })).headers);

interface OpenSession {
  readonly id: string;
  readonly current: boolean;
}
const list = async (headers: object, path = '/v1/sessions'): Promise<OpenSession[]> =>
  (
    await call()
      .get(path)
      .set(headers as Record<string, string>)
  ).body as OpenSession[];
const statusOf = async (headers: object): Promise<number> =>
  (
    await call()
      .get('/v1/self')
      .set(headers as Record<string, string>)
  ).status;

describe('GET /sessions', () => {
  test('200: shows one’s own, where they began and which one asks, and none that has ended', async () => {
    const username = await app.addUser();
    const where = { 'X-Forwarded-For': '198.51.100.7', 'User-Agent': 'A browser/1.0' };
    const first = await logIn(username, where);
    const ended = await logIn(username);
    await call().delete('/sessions/self').set(ownPage(ended));
    app.clock.advance(1_000);
    const second = ownPage(await logIn(username, { 'X-Forwarded-For': '2001:db8::7' }));
    const sessions = await list(second);
    expect(sessions).toMatchObject([
      {
        'created-at': 1_772_366_400,
        'expires-at': 1_772_366_400 + 48 * 3_600,
        address: '198.51.100.7',
        'user-agent': 'A browser/1.0',
        current: false,
      },
      { address: '2001:db8::7', current: true },
    ]);
    expect(JSON.stringify(sessions)).not.toContain(first.split('_')[3]);
    expect(await list(admin)).toEqual([]);
  });

  test('200: goes on behind the cursor of a page', async () => {
    const username = await app.addUser();
    const headers = ownPage(await logIn(username));
    for (let count = 0; count < 2; count += 1) await logIn(username);
    const all = await list(headers);
    const ids: string[] = [];
    let path: string | undefined = '/v1/sessions?limit=2';
    while (path !== undefined) {
      const answer: supertest.Response = await call().get(path).set(headers);
      ids.push(...(answer.body as OpenSession[]).map(({ id }) => id));
      path = /^<([^>]+)>/.exec(answer.headers['link'] ?? '')?.[1];
    }
    expect(ids).toEqual(all.map(({ id }) => id));
    expect(ids).toHaveLength(3);
  });

  test('400 and 401', async () => {
    expect((await call().get('/sessions?cursor=x').set(admin)).status).toBe(400);
    expect((await call().get('/sessions')).status).toBe(401);
  });
});

describe('GET /users/{username}/sessions', () => {
  test('200, 401, 403 and 404', async () => {
    const username = await app.addUser();
    await logIn(username);
    const path = `/v1/users/${username}/sessions`;
    expect(await list(admin, path)).toMatchObject([{ current: false }]);
    expect((await call().get(path)).status).toBe(401);
    const limited = { 'OSF-TOKEN': await app.tokenWith(['users:read-update']) };
    expect((await call().get(path).set(limited)).status).toBe(200);
    const other = { 'OSF-TOKEN': await app.tokenWith(['users:create']) };
    expect((await call().get(path).set(other)).status).toBe(403);
    expect((await call().get('/v1/users/nobody/sessions').set(admin)).status).toBe(404);
  });
});

describe('DELETE /sessions/{id}', () => {
  const end = (id: string, headers: object): supertest.Test =>
    call()
      .delete(`/v1/sessions/${id}`)
      .set(headers as Record<string, string>);

  test('204: ends one of one’s own at once, and no other', async () => {
    const username = await app.addUser();
    const asking = ownPage(await logIn(username));
    const lost = ownPage(await logIn(username));
    const { id } = (await list(asking)).find(({ current }) => !current)!;
    expect((await end(id, asking)).status).toBe(204);
    expect(await statusOf(lost)).toBe(401);
    expect(await statusOf(asking)).toBe(200);
    expect((await end(id, asking)).status).toBe(204);
  });

  test('204: ends one of somebody else with users:read-update', async () => {
    const username = await app.addUser();
    const headers = ownPage(await logIn(username));
    const [{ id }] = (await list(headers)) as [OpenSession];
    expect((await end(id, admin)).status).toBe(204);
    expect(await statusOf(headers)).toBe(401);
  });

  test('404: a session of somebody else, a token and nothing at all answer the same', async () => {
    const others = ownPage(await logIn(await app.addUser()));
    const [{ id }] = (await list(others)) as [OpenSession];
    const asking = ownPage(await logIn(await app.addUser()));
    const tokenId = admin['OSF-TOKEN'].split('_')[2]!;
    const answers = await Promise.all(
      [id, tokenId, '0000000000000'].map(async (one) => await end(one, asking)),
    );
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([404, 'session_not_found']);
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]!.body, requestId: '' });
    }
    expect(await statusOf(others)).toBe(200);
    expect((await end(id, {})).status).toBe(401);
  });

  test('403: a token alone does not end the sessions of its owner', async () => {
    const username = await app.addUser(['devices:read', 'tokens:create']);
    const headers = ownPage(await logIn(username));
    const issued = await call()
      .post('/v1/tokens')
      .set(headers)
      .send({ name: 'mine', scopes: ['devices:read'] });
    const token = { 'OSF-TOKEN': issued.body.token as string };
    const [{ id }] = (await list(headers)) as [OpenSession];
    const answer = await end(id, token);
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
    const all = await call().delete(`/v1/users/${username}/sessions`).set(token);
    expect([all.status, all.body.code]).toEqual([403, 'scope_missing']);
  });
});

describe('DELETE /users/{username}/sessions', () => {
  const endAll = (username: string, headers: object): supertest.Test =>
    call()
      .delete(`/v1/users/${username}/sessions`)
      .set(headers as Record<string, string>);

  test('204: ends every session at once, and keeps the tokens', async () => {
    const scopes: Scope[] = ['devices:read', 'tokens:create'];
    const username = await app.addUser(scopes);
    const sessions = [ownPage(await logIn(username)), ownPage(await logIn(username))];
    const body = { name: 'mine', scopes: ['devices:read'] };
    const issued = await call().post('/v1/tokens').set(sessions[0]!).send(body);
    expect((await endAll(username, admin)).status).toBe(204);
    for (const headers of sessions) expect(await statusOf(headers)).toBe(401);
    expect(await statusOf({ 'OSF-TOKEN': issued.body.token })).toBe(200);
    const own = ownPage(await logIn(username));
    expect((await endAll(username, own)).status).toBe(204);
    expect(await statusOf(own)).toBe(401);
  });

  test('401, 403 and 404: others need users:read-update, and do not learn who exists without it', async () => {
    const asking = ownPage(await logIn(await app.addUser()));
    const other = await app.addUser();
    expect((await endAll(other, {})).status).toBe(401);
    for (const name of [other, 'nobody'])
      expect((await endAll(name, asking)).body).toMatchObject({ code: 'scope_missing' });
    expect((await endAll('nobody', admin)).status).toBe(404);
  });
});
