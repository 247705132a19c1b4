import supertest from 'supertest';
import { insertBareUpdate, insertSignedUpdate } from '../../../../test-support/insert-update.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = async (path: string): Promise<supertest.Response> =>
  supertest(app.server)
    .get(path)
    .set('Authorization', `Bearer ${await app.tokenWith(['updates:read'])}`);
const refusalOf = ({ status, body }: supertest.Response): unknown[] => [status, body.code];

describe('GET /v1/updates/{tag}/{update}/tuf', () => {
  test('200: the four files as objects, by the names that devices ask for', async () => {
    const { update } = await insertSignedUpdate(app);
    const { status, body } = await get(`/v1/updates/main/${update}/tuf`);
    expect(status).toBe(200);
    expect(Object.keys(body as object)).toEqual([
      'root.json',
      'targets.json',
      'snapshot.json',
      'timestamp.json',
    ]);
    expect(body['root.json'].signed).toMatchObject({ _type: 'Root', version: 1 });
    expect(body['timestamp.json'].signed.expires).toBe('2026-03-08T12:00:00Z');
    expect(Object.keys(body['targets.json'].signed.targets as object)).toEqual(['lmp-7']);
  });

  test('404 for an update that there is not, and for one without metadata', async () => {
    const { update } = await insertSignedUpdate(app);
    const { id: bare } = await insertBareUpdate(app);
    for (const [path, code] of [
      ['main/nothing', 'update_not_found'],
      [`devel/${update}`, 'update_not_found'],
      ['..%2f..%2f/seven', 'update_not_found'],
      [`main/${bare}`, 'metadata_not_found'],
    ] as const)
      expect(refusalOf(await get(`/v1/updates/${path}/tuf`))).toEqual([404, code]);
  });
});

describe('GET /v1/tuf/{file}', () => {
  test('200: the newest root and that of a version, byte for byte', async () => {
    const { bytes } = await app.db
      .selectFrom('tuf_roots')
      .select('bytes')
      .executeTakeFirstOrThrow();
    for (const file of ['root.json', '1.root.json']) {
      const answer = await get(`/v1/tuf/${file}`);
      expect([answer.status, answer.text]).toEqual([200, bytes.toString()]);
      expect(answer.headers['content-type']).toBe('application/json');
    }
  });

  test('404 for versions that there are not, and for other names', async () => {
    for (const file of ['2.root.json', '0.root.json', '-1.root.json', 'x', 'timestamp.json'])
      expect(refusalOf(await get(`/v1/tuf/${file}`))).toEqual([404, 'metadata_not_found']);
  });
});

test.each(['/v1/tuf/root.json', '/v1/updates/main/seven/tuf'])(
  '403 for %s without updates:read',
  async (path) => {
    const token = await app.tokenWith(['devices:read']);
    const answer = await supertest(app.server).get(path).set('Authorization', `Bearer ${token}`);
    expect(refusalOf(answer)).toEqual([403, 'scope_missing']);
  },
);
