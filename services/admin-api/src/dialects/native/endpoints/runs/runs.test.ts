import { request as httpRequest } from 'node:http';
import supertest from 'supertest';
import {
  addTestRunner,
  leaseTestRun,
  startTestBuild,
} from '../../../../test-support/build-examples.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let operator: string;
beforeEach(async () => {
  app = await startTestApp({ runLimits: { artifactsMax: 3, artifactBytesMax: 1_000_000 } });
  operator = await app.tokenWith([
    'ci:read-update',
    'source:read',
    'containers:read-update',
    'targets:read-update',
  ]);
});
afterEach(async () => {
  expect(app.check.violations).toEqual([]);
  await app.close();
});

const vacancy = { isolation: 'container', engine: true, freeSlots: 1 };
type Method = 'get' | 'post' | 'put' | 'delete';
const as = (token: string, method: Method, path: string): supertest.Test =>
  supertest(app.server)[method](path).set('Authorization', `Bearer ${token}`);
const lease = (token: string): supertest.Test =>
  as(token, 'post', '/v1/runner/leases').send(vacancy);
const codeOf = ({ status, body }: supertest.Response): unknown => [status, body.code];

interface Held {
  readonly token: string;
  readonly runId: string;
  readonly leaseId: string;
}
const hold = async (): Promise<Held> => {
  const { order, token } = await leaseTestRun(app);
  return { token, runId: order.runId, leaseId: order.leaseId };
};
const on = (held: Held, method: Method, action: string): supertest.Test =>
  as(held.token, method, `/v1/runner/runs/${held.runId}/${action}`).set(
    'Moorgate-Lease',
    held.leaseId,
  );
const write = (held: Held, offset: number | string, text: string): supertest.Test =>
  on(held, 'post', 'console')
    .set('Content-Type', 'application/octet-stream')
    .set('Moorgate-Offset', String(offset))
    .send(text);
const upload = (held: Held, path: string, content = 'bytes'): supertest.Test =>
  on(held, 'put', `artifacts/${path}`)
    .set('Content-Type', 'application/octet-stream')
    .send(content);

test('a run goes from the lease to its end as the protocol says', async () => {
  const buildId = await startTestBuild(app);
  const { token } = await addTestRunner(app);
  const { body } = await lease(token).expect(200);
  expect(body.run).toMatchObject({ buildId, name: 'only', leaseSeconds: 60, factory: 'acme' });
  expect(body.run.credential).toEqual({
    secret: expect.stringMatching(/^mgt_run_/) as unknown,
    registryHost: new URL(app.origin).host,
    serverUrl: app.origin,
  });
  const held = { token, runId: body.run.runId as string, leaseId: body.run.leaseId as string };
  expect((await on(held, 'post', 'heartbeat').expect(200)).body).toEqual({ cancel: false });
  await on(held, 'post', 'status').send({ status: 'UPLOADING' }).expect(200, { cancel: false });
  await write(held, 0, 'hello\n').expect(200, { bytes: 6, cancel: false });
  await upload(held, 'out/a.txt').expect(204);
  await on(held, 'post', 'completion').send({ status: 'PASSED' }).expect(204);
  expect(codeOf(await on(held, 'post', 'heartbeat'))).toEqual([409, 'run_lease_lost']);
  const { body: build } = await as(operator, 'get', `/v1/builds/${buildId}`).expect(200);
  expect(build).toMatchObject({ status: 'PASSED', runs: [{ name: 'only', 'console-bytes': 6 }] });
  const console = await as(operator, 'get', `/v1/builds/${buildId}/runs/only/console?from=2`);
  expect([console.text, console.headers['moorgate-run-status']]).toEqual(['llo\n', 'PASSED']);
});

describe('where the server is', () => {
  const addressesAt = async (at: TestApp, host: string): Promise<unknown> => {
    await startTestBuild(at);
    const { token } = await addTestRunner(at);
    const { body } = await supertest(at.server)
      .post('/v1/runner/leases')
      .set('Authorization', `Bearer ${token}`)
      .set('Host', host)
      .send(vacancy)
      .expect(200);
    return [body.run.credential.serverUrl, body.run.credential.registryHost];
  };

  test('a runner is told the name by which it calls it', async () => {
    expect(await addressesAt(app, 'mill.example:8080')).toEqual([
      'http://mill.example:8080',
      'mill.example:8080',
    ]);
    expect(await addressesAt(app, 'no host')).toEqual([app.origin, new URL(app.origin).host]);
  });

  test('is what the configuration says, where it says so', async () => {
    const configured = await startTestApp({ publicUrl: 'https://ci.example' });
    const told = await addressesAt(configured, 'mill.example:8080');
    await configured.close();
    expect(told).toEqual(['https://ci.example', 'ci.example']);
  });
});

test('200 with null where nothing is to be done', async () => {
  const { token } = await addTestRunner(app);
  expect((await lease(token).expect(200)).body).toEqual({ run: null });
});

describe('the token of a runner', () => {
  test('401 everywhere but where runners ask, and no other token there', async () => {
    const { token } = await addTestRunner(app);
    for (const path of [
      '/v1/builds',
      '/v1/runners',
      '/v1/users/self',
      '/projects/acme/lmp/',
      '/ota/devices/',
    ])
      expect((await as(token, 'get', path)).status).toBe(401);
    expect(codeOf(await lease(operator))).toEqual([401, 'credentials_invalid']);
    const without = await supertest(app.server).post('/v1/runner/leases').send(vacancy);
    expect(codeOf(without)).toEqual([401, 'credentials_required']);
    const altered = `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
    expect(codeOf(await lease(altered))).toEqual([401, 'credentials_invalid']);
  });

  test('is nowhere in the store', async () => {
    const { token } = await addTestRunner(app);
    const rows = await app.db.selectFrom('runners').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token.slice(22, 65));
  });

  test('opens nothing once the runner is deleted, whose run has failed then', async () => {
    await startTestBuild(app);
    const held = await hold();
    const { body: runners } = await as(operator, 'get', '/v1/runners').expect(200);
    expect(runners).toHaveLength(1);
    await as(operator, 'delete', `/v1/runners/${runners[0].id as string}`).expect(204);
    expect(codeOf(await on(held, 'post', 'heartbeat'))).toEqual([401, 'credentials_invalid']);
    const { body: build } = await as(operator, 'get', '/v1/builds/1').expect(200);
    expect(build.runs[0]).toMatchObject({ status: 'FAILED', message: 'the runner was deleted' });
  });

  test('that is taken away ends an upload within a second, of which nothing is left', async () => {
    await startTestBuild(app);
    const held = await hold();
    const upload = new Promise<number | string>((resolve) => {
      const request = httpRequest(`${app.origin}/v1/runner/runs/${held.runId}/artifacts/big`, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${held.token}`, 'Moorgate-Lease': held.leaseId },
      });
      request.on('response', (response) => resolve(response.statusCode ?? 0));
      request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
      request.write('x'.repeat(1_000));
    });
    const { body: runners } = await as(operator, 'get', '/v1/runners').expect(200);
    const startedMs = performance.now();
    await as(operator, 'delete', `/v1/runners/${runners[0].id as string}`).expect(204);
    expect([401, 'ECONNRESET', 'EPIPE']).toContain(await upload);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    const rows = await app.db.selectFrom('run_artifacts').select('path').execute();
    expect(rows).toEqual([]);
  });
});

describe('a console', () => {
  test('409 with how much is stored for a piece out of place', async () => {
    await startTestBuild(app);
    const held = await hold();
    await write(held, 0, 'abc').expect(200);
    await write(held, 0, 'abc').expect(200, { bytes: 3, cancel: false });
    const answer = await write(held, 9, 'x');
    expect(codeOf(answer)).toEqual([409, 'run_console_misplaced']);
    expect(answer.body.bytes).toBe(3);
    for (const offset of ['', '-1', '1.5', '0x1'])
      expect(codeOf(await write(held, offset, 'x'))).toEqual([400, 'invalid_request']);
  });
});

describe('an artifact', () => {
  test.each([
    '..%2Fetc',
    '%2e%2e/x',
    'a/%2e%2e/b',
    'a//b',
    'a%5Cb',
    'a%20b',
    '.../x',
    'console.log',
    'a%0Ab',
    'ü',
  ])('400 for the path %s', async (path) => {
    await startTestBuild(app);
    const answer = await upload(await hold(), path);
    expect(codeOf(answer)).toEqual([400, 'run_artifact_path_invalid']);
  });

  test('413 for one that is too large, announced or not, and for one too many', async () => {
    await startTestBuild(app);
    const held = await hold();
    expect(codeOf(await upload(held, 'big', 'x'.repeat(1_000_001)))).toEqual([
      413,
      'body_too_large',
    ]);
    for (const name of ['a', 'b', 'c', 'c']) await upload(held, name).expect(204);
    expect(codeOf(await upload(held, 'd'))).toEqual([413, 'run_artifacts_exhausted']);
  });

  test('400 where a file would be a folder', async () => {
    await startTestBuild(app);
    const held = await hold();
    await upload(held, 'a/b').expect(204);
    for (const path of ['a', 'a/b/c'])
      expect(codeOf(await upload(held, path))).toEqual([400, 'run_artifact_path_invalid']);
  });
});

describe('runners of operators', () => {
  test('409 for a name that is taken, 400 for one that is none, and 404 for one that is not there', async () => {
    const create = (body: object) => as(operator, 'post', '/v1/runners').send(body);
    const { body } = await create({ name: 'mill', hostTags: ['arm64'] }).expect(201);
    expect(body).toMatchObject({ name: 'mill', hostTags: ['arm64'], 'last-seen-at': 0 });
    expect(codeOf(await create({ name: 'mill' }))).toEqual([409, 'runner_exists']);
    for (const wrong of [{}, { name: 'a b' }, { name: 'a', hostTags: ['a b'] }])
      expect(codeOf(await create(wrong))).toEqual([400, 'invalid_request']);
    const missing = '/v1/runners/00000000-0000-4000-8000-000000000000';
    expect(codeOf(await as(operator, 'delete', missing))).toEqual([404, 'runner_not_found']);
    expect(codeOf(await as(operator, 'delete', '/v1/runners/x'))).toEqual([
      404,
      'runner_not_found',
    ]);
  });

  test('a list shows what each said of itself, and when', async () => {
    const { token, id } = await addTestRunner(app);
    await lease(token).expect(200);
    const { body } = await as(operator, 'get', '/v1/runners?limit=1').expect(200);
    expect(body).toMatchObject([
      { id, isolation: 'container', engine: true, 'last-address': '127.0.0.1' },
    ]);
  });
});

describe('builds of operators', () => {
  test('are listed in pages, cancelled and started again', async () => {
    for (let round = 0; round < 3; round += 1) await startTestBuild(app);
    const first = await as(operator, 'get', '/v1/builds?limit=2').expect(200);
    expect(first.body).toMatchObject([{ build: 3 }, { build: 2 }]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers['link'] as string)?.[1];
    expect((await as(operator, 'get', next!).expect(200)).body).toMatchObject([{ build: 1 }]);
    const cancel = () => as(operator, 'post', '/v1/builds/1/cancellation').send({});
    await cancel().expect(202);
    expect(codeOf(await cancel())).toEqual([409, 'build_ended']);
    const rerun = await as(operator, 'post', '/v1/builds/1/rerun').send({ run: 'only' });
    expect(codeOf(rerun)).toEqual([400, 'build_not_complete']);
    await as(operator, 'get', '/v1/builds/9').expect(404);
    await as(operator, 'get', '/v1/builds/1/runs/none/console').expect(404);
  });
});
