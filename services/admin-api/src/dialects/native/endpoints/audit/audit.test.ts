import { createPublicKey, verify } from 'node:crypto';
import { sealAuditRecords, verifyAuditChain } from '@moorgate/auth';
import request from 'supertest';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let reader: string;
beforeAll(async () => {
  app = await startTestApp();
  reader = `Bearer ${await app.tokenWith(['audit:read'])}`;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = () => request(app.server);
const get = (path: string) => call().get(path).set('Authorization', reader);
const seal = () => sealAuditRecords(app.operator, app.auditKeys);
type Body = Record<string, unknown>;

describe('GET /audit-records', () => {
  describe('200', () => {
    test('shows who did what, from where and by which request', async () => {
      const token = await app.tokenWith(['users:create', 'users:read']);
      const username = 'audited';
      const made = await call()
        .post('/v1/users')
        .set('Authorization', `Bearer ${token}`)
        .send({ username, password: 'correct horse battery', scopes: [] });
      const requestId = made.headers['x-request-id']!;
      const found = await get(`/v1/audit-records?request-id=${requestId}`);
      expect(found.status).toBe(200);
      expect(found.body).toEqual([
        {
          id: expect.any(Number),
          position: null,
          at: '2026-03-01T12:00:00.000000Z',
          'actor-kind': 'token',
          'actor-id': token.split('_')[2],
          'actor-name': expect.stringMatching(/^user\d+$/),
          action: 'user.created',
          'target-kind': 'user',
          'target-id': expect.any(String),
          address: '127.0.0.1',
          'request-id': requestId,
          before: null,
          after: expect.objectContaining({ username }),
        },
      ]);
      await seal();
      const sealed = await get(`/v1/audit-records?request-id=${requestId}`);
      expect((sealed.body as Body[])[0]!['position']).toEqual(expect.any(Number));
    });

    test('finds by every filter, and by several', async () => {
      const [one] = (await get('/v1/audit-records?action=user.created&limit=1')).body as Body[];
      const values = {
        actor: one!['actor-name'],
        'actor-id': one!['actor-id'],
        action: one!['action'],
        'target-kind': 'user',
        'target-id': one!['target-id'],
        from: Date.parse(String(one!['at'])) / 1_000,
        to: Date.parse(String(one!['at'])) / 1_000 + 1,
      };
      for (const [name, value] of Object.entries(values)) {
        const found = (await get(`/v1/audit-records?${name}=${String(value)}`)).body as Body[];
        expect(found.map(({ id }) => id)).toContain(one!['id']);
        const other = name === 'from' ? values.to : name === 'to' ? values.from : 'none';
        const nothing = await get(`/v1/audit-records?${name}=${String(other)}`);
        expect([name, nothing.body]).toEqual([name, []]);
      }
      const all = new URLSearchParams(
        Object.entries(values).map(([name, value]): [string, string] => [name, String(value)]),
      );
      expect((await get(`/v1/audit-records?${all.toString()}`)).body).toEqual([one]);
    });

    test('goes on by pages, newest first, with the same filter', async () => {
      let path = '/v1/audit-records?target-kind=user&limit=2';
      const ids: number[] = [];
      while (path !== '') {
        const page = await get(path);
        ids.push(...(page.body as { id: number }[]).map(({ id }) => id));
        path = /^<([^>]+)>; rel="next"$/.exec(page.headers['link'] ?? '')?.[1] ?? '';
      }
      const whole = (await get('/v1/audit-records?target-kind=user')).body as { id: number }[];
      expect(ids).toEqual(whole.map(({ id }) => id));
      expect(ids.length).toBeGreaterThan(2);
      expect(ids).toEqual(ids.toSorted((one, other) => other - one));
    });
  });

  describe('400', () => {
    test.each(['limit=0', 'cursor=x', 'from=yesterday', 'to=-1', 'action='])(
      'refuses ?%s',
      async (query) => {
        const answer = await get(`/v1/audit-records?${query}`);
        expect(answer.status).toBe(400);
      },
    );
  });

  describe('401 and 403', () => {
    test.each([
      '/v1/audit-records',
      '/v1/audit-records/export',
      '/v1/audit-checkpoints',
      '/v1/audit-keys',
    ])('refuses %s to everybody without audit:read', async (path) => {
      expect((await call().get(path)).status).toBe(401);
      const other = await app.tokenWith(['users:read', 'audit:create']);
      const answer = await call().get(path).set('Authorization', `Bearer ${other}`);
      expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
    });
  });
});

describe('GET /audit-records/export', () => {
  test('streams every sealed record in its order, and goes on behind the last one', async () => {
    await seal();
    const first = await get('/v1/audit-records/export').buffer(true).parse(textOf);
    expect(first.headers['content-type']).toBe('application/x-ndjson');
    const lines = linesOf(first.body as string);
    expect(lines.map(({ position }) => position)).toEqual(lines.map((_, index) => index + 1));
    expect(lines[0]).toMatchObject({
      action: 'user.created',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      'key-version': 1,
    });
    await app.addUser();
    const unsealed = await get(`/v1/audit-records/export?after=${lines.length}`)
      .buffer(true)
      .parse(textOf);
    expect(unsealed.body).toBe('');
    await seal();
    const rest = await get(`/v1/audit-records/export?after=${lines.length}`)
      .buffer(true)
      .parse(textOf);
    expect(linesOf(rest.body as string)).toMatchObject([
      { position: lines.length + 1, action: 'user.created' },
    ]);
  });

  test('answers HEAD without reading', async () => {
    const answer = await call().head('/v1/audit-records/export').set('Authorization', reader);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/x-ndjson']);
  });
});

describe('checkpoints', () => {
  test('are made on demand, and anybody with the public key can tell who signed them', async () => {
    const maker = `Bearer ${await app.tokenWith(['audit:create'])}`;
    const made = await call().post('/v1/audit-checkpoints').set('Authorization', maker);
    expect(made.status).toBe(201);
    const [newest] = (await get('/v1/audit-checkpoints')).body as Body[];
    expect(newest).toEqual(made.body);
    const { statement, signature, position, hash } = made.body as Record<string, string>;
    expect(JSON.parse(statement!)).toMatchObject({
      type: 'moorgate-audit-checkpoint',
      position,
      hash,
    });
    const keys = (await get('/v1/audit-keys')).body as { 'public-key': string }[];
    const key = createPublicKey(keys[0]!['public-key']);
    const bytes = Buffer.from(signature!, 'base64');
    expect(verify(null, Buffer.from(statement!), key, bytes)).toBe(true);
    expect(verify(null, Buffer.from(`${statement} `), key, bytes)).toBe(false);
    const report = await verifyAuditChain(app.operator, { keys: app.auditKeys });
    expect([report.findings, report.headPosition]).toEqual([[], position]);
  });

  test('are made by holders of audit:create alone', async () => {
    expect((await call().post('/v1/audit-checkpoints')).status).toBe(401);
    const answer = await call().post('/v1/audit-checkpoints').set('Authorization', reader);
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
  });

  test('are listed by pages', async () => {
    const maker = `Bearer ${await app.tokenWith(['audit:create'])}`;
    await call().post('/v1/audit-checkpoints').set('Authorization', maker);
    const first = await get('/v1/audit-checkpoints?limit=1');
    const next = /^<([^>]+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1];
    const second = await get(next!);
    expect((second.body as Body[])[0]!['id']).toBeLessThan(
      Number((first.body as Body[])[0]!['id']),
    );
  });
});

/** supertest parses no NDJSON by itself. */
const textOf = (
  response: request.Response,
  done: (error: Error | null, text: string) => void,
): void => {
  let text = '';
  const stream = response as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  stream.on('end', () => done(null, text));
};

const linesOf = (text: string): Body[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Body);
