import { denyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { type Answer, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

const newDevice = async (): Promise<TestLeaf> => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  return leaf;
};

interface Sent {
  readonly body: string;
  readonly type?: string;
  readonly method?: string;
}

const send = (
  leaf: TestLeaf,
  path: string,
  { body, type = 'application/json', method = 'PUT' }: Sent,
): Promise<Answer> =>
  callGateway(running, { leaf, method, path, headers: { 'content-type': type }, body });

const kept = async (leaf: TestLeaf) => {
  const rows = await running.db
    .selectFrom('device_descriptions')
    .select(['kind', 'content'])
    .where('device_uuid', '=', leaf.uuid)
    .orderBy('kind')
    .execute();
  return rows.map(({ kind, content }) => [kind, content]);
};

/** Changes with each write of the row. */
const versionOf = async (leaf: TestLeaf): Promise<unknown> => {
  const { rows } = await running.pool.query(
    'select xmin::text from device_descriptions where device_uuid = $1',
    [leaf.uuid],
  );
  return rows;
};

describe('PUT /system_info', () => {
  test('200 with an empty body; what was sent is kept as it is, the last one in the place of the first', async () => {
    const leaf = await newDevice();
    const body = '{ "id":"x",  "children": [1e3, "\\u0000"] }';
    for (const one of ['{"id":"old"}', body]) {
      const answer = await send(leaf, '/system_info', { body: one });
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
    expect(await kept(leaf)).toEqual([['hardware', body]]);
  });

  test('the same content again writes nothing', async () => {
    const leaf = await newDevice();
    await send(leaf, '/system_info', { body: '{"id":"x"}' });
    const before = await versionOf(leaf);
    expect((await send(leaf, '/system_info', { body: '{"id":"x"}' })).status).toBe(200);
    expect(await versionOf(leaf)).toEqual(before);
  });

  test('200 for more than a mebibyte, 413 for more than two', async () => {
    const leaf = await newDevice();
    const bodyOf = (length: number): string => JSON.stringify('x'.repeat(length));
    expect((await send(leaf, '/system_info', { body: bodyOf(1_500_000) })).status).toBe(200);
    expect((await send(leaf, '/system_info', { body: bodyOf(2_100_000) })).status).toBe(413);
  });

  test('400 for what is no JSON', async () => {
    const leaf = await newDevice();
    for (const body of ['', '{', 'lshw: not found'])
      expect((await send(leaf, '/system_info', { body })).status).toBe(400);
    expect(await kept(leaf)).toEqual([]);
  });
});

describe('PUT /system_info/network', () => {
  test('200 for any part of it', async () => {
    const leaf = await newDevice();
    const whole = '{"hostname":"h","mac":"m","local_ipv4":"10.0.0.1/24"}';
    for (const body of ['{}', '{"mac":null}', whole])
      expect((await send(leaf, '/system_info/network', { body })).status).toBe(200);
    expect(await kept(leaf)).toEqual([['network', whole]]);
  });

  test('400 for other types', async () => {
    const leaf = await newDevice();
    for (const body of ['[]', '7', 'null', '{"hostname":7}', '{"mac":["m"]}'])
      expect([(await send(leaf, '/system_info/network', { body })).status, body]).toEqual([
        400,
        body,
      ]);
  });
});

test('PUT /system_info/config: 200 for whatever text, under whatever media type', async () => {
  const leaf = await newDevice();
  for (const type of ['application/toml', 'application/json']) {
    const body = `[tls]\nserver = "${type}"\n\0`;
    expect((await send(leaf, '/system_info/config', { body, type })).status).toBe(200);
    expect(await kept(leaf)).toEqual([['settings', body.replace('\0', '\uFFFD')]]);
  }
});

test('PUT /ecus: 200', async () => {
  const leaf = await newDevice();
  const body = '{"serial-1":{"target":"t","hwid":"h"}}';
  expect((await send(leaf, '/ecus', { body })).status).toBe(200);
  expect(await kept(leaf)).toEqual([['ecus', body]]);
});

const statesOf = async (leaf: TestLeaf): Promise<string[]> => {
  const rows = await running.db
    .selectFrom('device_apps_states')
    .select('state')
    .where('device_uuid', '=', leaf.uuid)
    .orderBy('sequence')
    .execute();
  return rows.map(({ state }) => state.deviceTime);
};

const stateAt = (second: number) => ({
  deviceTime: `2026-11-22T10:00:${String(second).padStart(2, '0')}Z`,
  ostree: 'a'.repeat(64),
  apps: { web: { uri: 'u', state: 'healthy', services: null }, odd: 7 },
});

describe('POST /apps-states', () => {
  const post = (leaf: TestLeaf, body: unknown): Promise<Answer> =>
    send(leaf, '/apps-states', { method: 'POST', body: JSON.stringify(body) });

  test('200; the newest ten are kept, and one that comes twice once', async () => {
    const leaf = await newDevice();
    for (let second = 0; second < 12; second += 1)
      expect((await post(leaf, stateAt(second))).status).toBe(200);
    expect((await post(leaf, stateAt(11))).status).toBe(200);
    const times = Array.from({ length: 10 }, (_, at) => stateAt(at + 2).deviceTime);
    expect(await statesOf(leaf)).toEqual(times);
  });

  test('400 without a time of RFC 3339, and for what is no object', async () => {
    const leaf = await newDevice();
    for (const body of [{}, [], null, { ...stateAt(0), deviceTime: 'now' }])
      expect((await post(leaf, body)).status).toBe(400);
    expect(await statesOf(leaf)).toEqual([]);
  });
});

test('a denial destroys all of it', async () => {
  const leaf = await newDevice();
  await send(leaf, '/system_info', { body: '{}' });
  await send(leaf, '/apps-states', { method: 'POST', body: JSON.stringify(stateAt(0)) });
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  expect([await kept(leaf), await statesOf(leaf)]).toEqual([[], []]);
});
