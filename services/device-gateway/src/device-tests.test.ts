/** Tests that devices report, over the wire: what each call answers, what is kept of it, and what a denial leaves. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlobStore } from '@moorgate/blobs';
import { removeBlobs } from '@moorgate/delivery';
import { denyDevice, purgeDevice, undenyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { type Answer, type Call, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let folder: string;
let running: TestGateway;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-device-tests-'));
  running = await startTestGateway({
    blobsFolder: folder,
    testsPerDeviceMax: 3,
    testArtifactsMax: 4,
    testArtifactBytesMax: 20_000,
    testBytesPerDeviceMax: 50_000,
  });
});
afterAll(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

const json = { 'content-type': 'application/json' };
const ask = (leaf: TestLeaf, call: Call): Promise<Answer> =>
  callGateway(running, { leaf, ...call });
const begin = (leaf: TestLeaf, body: unknown, headers: Call['headers'] = {}): Promise<Answer> =>
  ask(leaf, {
    method: 'POST',
    path: '/tests',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
const complete = (leaf: TestLeaf, id: string, body: unknown, host?: string): Promise<Answer> =>
  ask(leaf, {
    method: 'PUT',
    path: `/tests/${id}`,
    headers: { ...json, ...(host === undefined ? {} : { host }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const put = (
  leaf: TestLeaf,
  path: string,
  body: Buffer | string,
  headers: Call['headers'] = {},
): Promise<Answer> => ask(leaf, { method: 'PUT', path: `/tests/${path}`, headers, body });
const outcome = ({ status, body, text }: Answer): unknown[] => [status, body?.['code'] ?? text];

const begun = async (leaf: TestLeaf): Promise<string> => {
  const { status, text } = await begin(leaf, { name: 'smoke', target: 'x', 'test-id': '' });
  expect(status).toBe(201);
  return text;
};

interface State {
  readonly tests: number;
  readonly artifacts: number;
  readonly files: readonly string[];
}
const state = async (leaf: TestLeaf): Promise<State> => {
  const blobs = await openBlobStore(folder);
  await removeBlobs(running.ctx, blobs);
  const { rows } = await running.pool.query<{ tests: number; artifacts: number; blobs: string[] }>(
    `select (select count(*)::int from device_tests where device_uuid = $1) as tests,
       (select count(*)::int from test_artifacts where device_uuid = $1) as artifacts,
       array(select blob_id::text from test_artifacts) as blobs`,
    [leaf.uuid],
  );
  const { tests, artifacts, blobs: owned } = rows[0]!;
  const files = (await readdir(join(folder, 'files'))).sort();
  expect(files).toEqual([...owned].sort());
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  return { tests, artifacts, files };
};

const bytesOf = async (leaf: TestLeaf, test: string, name: string): Promise<Buffer | null> => {
  const { rows } = await running.pool.query<{ blob_id: string }>(
    'select blob_id from test_artifacts where device_uuid = $1 and test_id = $2 and name = $3',
    [leaf.uuid, test, name],
  );
  return rows[0] === undefined ? null : readFile(join(folder, 'files', rows[0].blob_id));
};

describe('a test', () => {
  test('is begun, ended, and its artifacts sent where the answer says', async () => {
    const leaf = running.pki.issueDevice();
    const started = await begin(
      leaf,
      { name: 'smoke', target: 'fioconfig-action', 'test-id': '' },
      {
        'x-ats-target': 'lmp-7',
      },
    );
    expect([started.status, started.headers['content-type']]).toEqual([
      201,
      'text/plain; charset=utf-8',
    ]);
    const id = started.text;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const end = { status: 'FAILED', details: 'make', artifacts: ['a b.txt', 'console.log'] };
    const ended = await complete(leaf, id, end, 'gw.example:9443');
    expect([ended.status, ended.body]).toEqual([
      200,
      {
        'a b.txt': {
          url: `https://gw.example:9443/tests/${id}/a%20b.txt`,
          'content-type': 'text/plain; charset=utf-8',
        },
        'console.log': {
          url: `https://gw.example:9443/tests/${id}/console.log`,
          'content-type': 'text/plain; charset=utf-8',
        },
      },
    ]);
    expect(outcome(await put(leaf, `${id}/a%20b.txt`, 'one'))).toEqual([200, 'OK']);
    expect(outcome(await put(leaf, `${id}/console.log`, ''))).toEqual([200, 'OK']);
    expect((await bytesOf(leaf, id, 'a b.txt'))?.toString()).toBe('one');
    expect((await bytesOf(leaf, id, 'console.log'))?.length).toBe(0);
    const { rows } = await running.pool.query(
      'select name, status, target_name, details from device_tests where device_uuid = $1',
      [leaf.uuid],
    );
    expect(rows).toEqual([
      { name: 'smoke', status: 'FAILED', target_name: 'lmp-7', details: 'make' },
    ]);
  });

  test('has passed unless it says otherwise, and keeps its results', async () => {
    const leaf = running.pki.issueDevice();
    const id = await begun(leaf);
    const results = [
      { name: 'boot', status: 'PASSED', local_ts: 12.5, details: 'ok', metrics: { ms: 7 } },
      { name: 'later', status: 'SKIPPED', local_ts: null, details: null, metrics: null },
    ];
    expect((await complete(leaf, id, { results, artifacts: null })).body).toEqual({});
    const { rows } = await running.pool.query(
      'select status, results from device_tests where id = $1',
      [id],
    );
    expect(rows).toMatchObject([
      { status: 'PASSED', results: [{ name: 'boot', metrics: { ms: 7 } }, { localTime: 0 }] },
    ]);
  });

  test('of an id that is there is begun anew, without the artifacts that it had', async () => {
    const leaf = running.pki.issueDevice();
    const body = { name: 'again', 'test-id': `chosen-${randomUUID()}` };
    const id = body['test-id'];
    expect(outcome(await begin(leaf, body))).toEqual([201, id]);
    await put(leaf, `${id}/console.log`, 'first');
    expect(await state(leaf)).toMatchObject({ tests: 1, artifacts: 1 });
    expect(outcome(await begin(leaf, body))).toEqual([201, id]);
    expect(await state(leaf)).toMatchObject({ tests: 1, artifacts: 0 });
  });

  test('of one device is none of another, though both chose the same id', async () => {
    const [one, other] = [running.pki.issueDevice(), running.pki.issueDevice()];
    const id = await begun(one);
    expect(outcome(await complete(other, id, {}))).toEqual([404, 'test_not_found']);
    expect(outcome(await put(other, `${id}/a`, 'x'))).toEqual([404, 'test_not_found']);
    expect(outcome(await begin(other, { name: 'x', 'test-id': id }))).toEqual([201, id]);
    expect(await state(one)).toMatchObject({ tests: 1 });
  });

  test('beyond the limit takes the place of the one that began first, files included', async () => {
    const leaf = running.pki.issueDevice();
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const id = await begun(leaf);
      ids.push(id);
      expect((await put(leaf, `${id}/console.log`, randomBytes(10))).status).toBe(200);
    }
    expect(await state(leaf)).toMatchObject({ tests: 3, artifacts: 3 });
    expect(outcome(await complete(leaf, ids[1]!, {}))).toEqual([404, 'test_not_found']);
    expect((await complete(leaf, ids[2]!, {})).status).toBe(200);
  });
});

describe('a fault of the device is answered with', () => {
  const leaf = (): TestLeaf => running.pki.issueDevice();

  test.each([
    ['no JSON', '{', 400, 'invalid_json'],
    ['no name', '{}', 400, 'invalid_request'],
    ['an empty name', '{"name":""}', 400, 'invalid_request'],
    ['an id that is too short', '{"name":"x","test-id":"short"}', 400, 'invalid_request'],
    ['an id with a slash', '{"name":"x","test-id":"aaaaaaaaaaaaaaa/.."}', 400, 'invalid_request'],
    ['a NUL', '{"name":"a\\u0000b"}', 400, 'invalid_request'],
  ])('POST /tests with %s', async (_what, body, status, code) => {
    const call = { method: 'POST', path: '/tests', headers: json, body };
    expect(outcome(await ask(leaf(), call))).toEqual([status, code]);
  });

  test.each([
    ['no JSON', '{', 400, 'invalid_json'],
    ['another status', '{"status":"BROKEN"}', 400, 'invalid_request'],
    ['a name that goes up', '{"artifacts":[".."]}', 400, 'invalid_request'],
    ['a name with a slash', '{"artifacts":["a/b"]}', 400, 'invalid_request'],
    ['a result without a status', '{"results":[{"name":"x"}]}', 400, 'invalid_request'],
  ])('PUT /tests/{id} with %s', async (_what, body, status, code) => {
    const device = leaf();
    expect(outcome(await complete(device, await begun(device), body))).toEqual([status, code]);
  });

  test.each(['evil.example/x', 'user@evil.example', 'a b', 'x:99999999', '[::1', 'a\tb'])(
    'PUT /tests/{id} under the host %j',
    async (host) => {
      const device = leaf();
      const end = { artifacts: ['console.log'] };
      const answer = await complete(device, await begun(device), end, host);
      expect(outcome(answer)).toEqual([400, 'invalid_request']);
    },
  );

  test.each(['[2001:db8::1]:8443', 'localhost', '192.0.2.7:443'])(
    'nothing for the host %j, which is echoed',
    async (host) => {
      const device = leaf();
      const id = await begun(device);
      const { body } = await complete(device, id, { artifacts: ['a'] }, host);
      expect(body).toMatchObject({ a: { url: `https://${host}/tests/${id}/a` } });
    },
  );

  test('an id that is none, or not known', async () => {
    const device = leaf();
    for (const id of ['short', '..%2F..%2Fetc', 'a'.repeat(49), randomUUID()]) {
      expect(outcome(await complete(device, id, {}))).toEqual([404, 'test_not_found']);
      expect(outcome(await put(device, `${id}/a`, 'x'))).toEqual([404, 'test_not_found']);
    }
    expect(await state(device)).toMatchObject({ tests: 0 });
  });

  test('an artifact of a name that is none', async () => {
    const device = leaf();
    const id = await begun(device);
    for (const name of ['..', '%2E%2E', 'a%2Fb', 'a%5Cb', 'a%00b', 'x'.repeat(256)])
      expect((await put(device, `${id}/${name}`, 'x')).status).toBe(400);
    expect(await state(device)).toMatchObject({ artifacts: 0 });
  });

  test('more than an artifact may have, announced or not', async () => {
    const device = leaf();
    const id = await begun(device);
    const large = randomBytes(20_001);
    expect(outcome(await put(device, `${id}/a`, large))).toEqual([413, 'body_too_large']);
    const chunked = { 'transfer-encoding': 'chunked' };
    expect(outcome(await put(device, `${id}/a`, large, chunked))).toEqual([413, 'body_too_large']);
    expect((await put(device, `${id}/a`, large.subarray(1))).status).toBe(200);
    expect(await state(device)).toMatchObject({ artifacts: 1 });
  });

  test('more artifacts than a test may have, though one may be sent again', async () => {
    const device = leaf();
    const id = await begun(device);
    for (const name of ['a', 'b', 'c', 'd', 'd'])
      expect((await put(device, `${id}/${name}`, name)).status).toBe(200);
    expect(outcome(await put(device, `${id}/e`, 'e'))).toEqual([413, 'artifacts_exhausted']);
    expect(await state(device)).toMatchObject({ artifacts: 4 });
  });

  test('more bytes than a device may have, and not by what is replaced', async () => {
    const device = leaf();
    const [one, other] = [await begun(device), await begun(device)];
    const part = randomBytes(20_000);
    for (const path of [`${one}/a`, `${one}/a`, `${other}/a`])
      expect((await put(device, path, part)).status).toBe(200);
    const chunked: Record<string, string> = { 'transfer-encoding': 'chunked' };
    for (const headers of [{}, chunked]) {
      const answer = await put(device, `${other}/b`, part, headers);
      expect(outcome(answer)).toEqual([413, 'artifacts_exhausted']);
    }
    expect((await put(device, `${other}/b`, part.subarray(0, 10_000))).status).toBe(200);
    expect(await state(device)).toMatchObject({ artifacts: 3 });
  });
});

test('uploads at the same time stay within the bytes of the device', async () => {
  const leaf = running.pki.issueDevice();
  const id = await begun(leaf);
  const part = randomBytes(20_000);
  const chunked = { 'transfer-encoding': 'chunked' };
  const answers = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => put(leaf, `${id}/${name}`, part, chunked)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 413, 413]);
  expect(await state(leaf)).toMatchObject({ artifacts: 2 });
});

test('an artifact that is sent again replaces the whole of what was there, and the old file goes', async () => {
  const leaf = running.pki.issueDevice();
  const id = await begun(leaf);
  await put(leaf, `${id}/a`, randomBytes(10_000));
  const before = await state(leaf);
  const content = randomBytes(15_000);
  expect((await put(leaf, `${id}/a`, content)).status).toBe(200);
  expect((await state(leaf)).files.length).toBe(before.files.length);
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(hash((await bytesOf(leaf, id, 'a'))!)).toBe(hash(content));
});

describe('a denial', () => {
  const filled = async (leaf: TestLeaf): Promise<void> => {
    for (let count = 0; count < 2; count += 1) {
      const id = await begun(leaf);
      for (const name of ['a', 'console.log']) await put(leaf, `${id}/${name}`, randomBytes(1_000));
    }
  };

  test('destroys tests, artifacts and their files, which do not come back with the device', async () => {
    const [leaf, other] = [running.pki.issueDevice(), running.pki.issueDevice()];
    await filled(leaf);
    await filled(other);
    const before = await state(leaf);
    expect(before).toMatchObject({ tests: 2, artifacts: 4 });
    await denyDevice(running.ctx, { uuid: leaf.uuid });
    const after = await state(leaf);
    expect(after).toMatchObject({ tests: 0, artifacts: 0 });
    expect(after.files.length).toBe(before.files.length - 4);
    expect(await state(other)).toMatchObject({ tests: 2, artifacts: 4 });
    await undenyDevice(running.ctx, leaf.uuid);
    expect((await ask(leaf, {})).status).toBe(200);
    expect(await state(leaf)).toEqual(after);
  });

  test('followed by a full deletion leaves nothing either', async () => {
    const leaf = running.pki.issueDevice();
    await filled(leaf);
    await denyDevice(running.ctx, { uuid: leaf.uuid });
    await purgeDevice(running.ctx, leaf.uuid);
    expect(await state(leaf)).toMatchObject({ tests: 0, artifacts: 0 });
  });
});
