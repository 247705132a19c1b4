import { randomBytes, randomUUID } from 'node:crypto';
import { denyDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { offerActions, reportTest } from '../../../../test-support/report-test.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update', 'updates:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string, headers: Record<string, string> = {}) =>
  supertest(app.server).get(`/v1${path}`).set('OSF-TOKEN', token).set(headers).buffer(true);
const bytes = (response: supertest.Response): Buffer => response.body as Buffer;
const raw = (path: string, headers: Record<string, string> = {}) =>
  get(path, headers).parse((response, done) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => done(null, Buffer.concat(chunks)));
  });

describe('the tests of a device', () => {
  test('are an empty list where there are none', async () => {
    const uuid = await insertDevice(app.db);
    expect((await get(`/devices/${uuid}/tests`)).body).toEqual([]);
  });

  test('are listed without artifacts, and shown with them in the order in which they came', async () => {
    const uuid = await insertDevice(app.db);
    const artifacts = { 'z.txt': Buffer.from('1'), 'console.log': Buffer.alloc(0) };
    const first = await reportTest(app, uuid, { status: 'FAILED', artifacts });
    const second = await reportTest(app, uuid);
    const seconds = Math.floor(app.clock.now().getTime() / 1_000);
    const common = { name: 'smoke', target_name: 'lmp-7', created_on: seconds };
    const ended = { ...common, uuid: first, status: 'FAILED', completed_on: seconds };
    expect((await get(`/devices/${uuid}/tests`)).body).toEqual([
      ended,
      { ...common, uuid: second, status: 'RUNNING', completed_on: null },
    ]);
    expect((await get(`/devices/${uuid.toUpperCase()}/tests/${first}`)).body).toEqual({
      ...ended,
      artifacts: ['z.txt', 'console.log'],
    });
  });

  test('answer 404 for what there is not', async () => {
    const uuid = await insertDevice(app.db);
    const id = await reportTest(app, uuid, { artifacts: { a: Buffer.from('x') } });
    const missing: readonly (readonly [string, string])[] = [
      [`/devices/${randomUUID()}/tests`, 'device_not_found'],
      [`/devices/${uuid}/tests/${randomUUID()}`, 'test_not_found'],
      [`/devices/${uuid}/tests/short`, 'test_not_found'],
      [`/devices/${uuid}/tests/${id}/b`, 'artifact_not_found'],
      [`/devices/${uuid}/tests/${id}/..%2Fa`, 'artifact_not_found'],
      [`/devices/${uuid}/tests/short/a`, 'test_not_found'],
      [`/devices/${await insertDevice(app.db)}/tests/${id}`, 'test_not_found'],
    ];
    for (const [path, code] of missing) {
      const { status, body } = await get(path);
      expect([path, status, (body as { code: string }).code]).toEqual([path, 404, code]);
    }
  });

  test('are gone with a denied device', async () => {
    const uuid = await insertDevice(app.db);
    const id = await reportTest(app, uuid, { artifacts: { a: Buffer.from('x') } });
    await denyDevice(app.operator, { uuid });
    for (const path of ['', `/${id}`, `/${id}/a`])
      expect((await get(`/devices/${uuid}/tests${path}`)).status).toBe(404);
  });
});

describe('an artifact', () => {
  const content = randomBytes(300_000);
  let base: string;
  beforeAll(async () => {
    const uuid = await insertDevice(app.db);
    const artifacts = {
      'core.bin': content,
      'page.html': Buffer.from('<script>alert(1)</script>'),
      'image.svg': Buffer.from('<svg onload="alert(1)"/>'),
      'console.log': Buffer.from('hello'),
      'a"b\u00e9\u4e2d;.txt': Buffer.from('name'),
    };
    base = `/devices/${uuid}/tests/${await reportTest(app, uuid, { artifacts })}`;
  });

  test('is downloaded whole, to the byte', async () => {
    const answer = await raw(`${base}/core.bin`);
    expect([answer.status, answer.headers['content-length']]).toEqual([200, '300000']);
    expect(bytes(answer).equals(content)).toBe(true);
  });

  test.each([
    ['bytes=0-0', 'bytes 0-0/300000', [0, 1]],
    ['bytes=299999-', 'bytes 299999-299999/300000', [299_999, 300_000]],
    ['bytes=-10', 'bytes 299990-299999/300000', [299_990, 300_000]],
    ['bytes=100-200000', 'bytes 100-200000/300000', [100, 200_001]],
  ] as const)('is downloaded in part by %s', async (range, shown, [start, end]) => {
    const answer = await raw(`${base}/core.bin`, { range });
    expect([answer.status, answer.headers['content-range']]).toEqual([206, shown]);
    expect(bytes(answer).equals(content.subarray(start, end))).toBe(true);
  });

  test('has no part beyond its end, and goes on only as the same version', async () => {
    const beyond = await get(`${base}/core.bin`, { range: 'bytes=300000-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */300000']);
    const { etag } = (await raw(`${base}/core.bin`)).headers as { etag: string };
    const range = 'bytes=5-9';
    expect((await raw(`${base}/core.bin`, { range, 'if-range': etag })).status).toBe(206);
    expect((await raw(`${base}/core.bin`, { range, 'if-range': '"other"' })).status).toBe(200);
    expect((await raw(`${base}/core.bin`, { 'if-none-match': etag })).status).toBe(304);
  });

  test.each([
    ['page.html', 'application/octet-stream'],
    ['image.svg', 'application/octet-stream'],
    ['console.log', 'text/plain; charset=utf-8'],
    ['core.bin', 'application/octet-stream'],
  ])('%s cannot run as a page of this server', async (name, type) => {
    const { headers } = await raw(`${base}/${name}`);
    expect(headers).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
  });

  test('of a name that a header cannot have is named in both forms', async () => {
    const answer = await raw(`${base}/${encodeURIComponent('a"b\u00e9\u4e2d;.txt')}`);
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="a_b___.txt"; filename*=UTF-8''a%22b%C3%A9%E4%B8%AD%3B.txt`,
    );
  });
});

describe('an action', () => {
  const start = (uuid: string, body: object) =>
    supertest(app.server).post(`/v1/devices/${uuid}/actions`).set('OSF-TOKEN', token).send(body);

  test('is put into the configuration of the device, beside what is there, as its agent reads it', async () => {
    const uuid = await insertDevice(app.db);
    await offerActions(app, uuid, 'reboot,diag');
    const started = await start(uuid, { name: 'diag' });
    expect(started.status).toBe(201);
    const { id } = started.body as { id: string };
    expect(id).toMatch(/^[A-Za-z0-9_-]{15,48}$/);
    const { body } = await get(`/configs/device/${uuid}`);
    expect((body as { Files: unknown }).Files).toEqual({
      'fio-remote-actions': { Value: 'reboot,diag', Unencrypted: true },
      'remote-action-diag': {
        Value: `COMMAND_ID=${id}\nCOMMAND_CAPTURE=1\n`,
        Unencrypted: true,
        OnChanged: ['/usr/share/fioconfig/handlers/fioconfig-oneshot', 'diag'],
      },
    });
  });

  test('that the device does not offer is refused, and so is one that it could not report', async () => {
    const uuid = await insertDevice(app.db);
    expect((await start(uuid, { name: 'diag' })).body).toMatchObject({
      code: 'action_not_offered',
    });
    await offerActions(app, uuid, 'Update_All,diag, ../x');
    expect((await start(uuid, { name: 'reboot' })).status).toBe(409);
    expect((await start(uuid, { name: '../x' })).status).toBe(409);
    const refused = await start(uuid, { name: 'Update_All' });
    expect([refused.status, refused.body]).toEqual([
      400,
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/body/capture' })] }),
    ]);
    expect((await start(uuid, { name: 'Update_All', capture: false })).status).toBe(201);
    expect((await get(`/devices/${uuid}/actions`)).body).toMatchObject({
      offered: ['Update_All', 'diag'],
    });
  });

  test('has the state of the test with its id', async () => {
    const uuid = await insertDevice(app.db);
    await offerActions(app, uuid, 'diag');
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1)
      ids.push(((await start(uuid, { name: 'diag' })).body as { id: string }).id);
    await reportTest(app, uuid, { id: ids[0]!, status: 'PASSED' });
    await reportTest(app, uuid, { id: ids[1]! });
    const states = async (): Promise<unknown> => {
      const { body } = await get(`/devices/${uuid}/actions`);
      return (body as { started: { id: string; state: string }[] }).started.map(({ id, state }) => [
        ids.indexOf(id),
        state,
      ]);
    };
    expect(await states()).toEqual([
      [3, 'pending'],
      [2, 'superseded'],
      [1, 'running'],
      [0, 'passed'],
    ]);
  });
});
