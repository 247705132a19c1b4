/** What agents that update find and report: metadata, an app through the registry in parts, events, and tests with artifacts. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { tarArchive } from '@moorgate/testing';
import { type AgentsGround, openAgentsGround } from '../support/agents-ground.ts';
import { sendAsDevice } from '../support/artifact-client.ts';
import type { DeviceAnswer } from '../support/device.ts';
import type { TestDevice } from '../support/fleet.ts';
import { createUpdateAgent } from '../support/update-agent.ts';
import { upload } from '../support/update-client.ts';

let ground: AgentsGround;
beforeAll(async () => {
  ground = await openAgentsGround([
    'devices:read',
    'devices:read-update',
    'updates:read',
    'updates:read-update',
  ]);
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const tagged = { headers: { 'x-ats-tags': 'main' } };
const hexOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const layer = randomBytes(300_000).toString('hex');
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: manifestType,
  layers: [
    { mediaType: 'application/octet-stream', digest: `sha256:${hexOf(layer)}`, size: layer.length },
  ],
});

const uploadApp = async (name: string): Promise<void> => {
  const content = [
    { name: `apps/apps/web/${hexOf(manifest)}/uri`, content: `web@sha256:${hexOf(manifest)}` },
    { name: `apps/blobs/sha256/${hexOf(manifest)}`, content: manifest },
    { name: `apps/blobs/sha256/${hexOf(layer)}`, content: layer },
  ];
  const path = `/v1/updates/main/${name}?hardware-id=intel-corei7-64&version=1`;
  const { adminUrl } = ground.product.ready;
  const sent = await upload(adminUrl, { path, token: ground.token, pieces: [tarArchive(content)] });
  expect(sent).toMatchObject({ status: 201 });
};
const assign = async (name: string, device: TestDevice): Promise<void> => {
  const path = `/v1/updates/main/${name}/rollouts/${randomUUID()}`;
  const { status } = await ground.admin.call('PUT', path, { uuids: [device.uuid] });
  expect(status).toBe(202);
  while ((await ground.ask(device, '/repo/timestamp.json', tagged)).status !== 200) await delay(50);
};
const enrolWithTag = async (): Promise<TestDevice> => {
  const device = await ground.enrol();
  await ground.ask(device, '/device', tagged);
  return device;
};

test('without a rollout there is no metadata: 404, with a tag and without', async () => {
  const device = await enrolWithTag();
  for (const file of ['timestamp.json', 'targets.json', '1.root.json']) {
    expect((await ground.ask(device, `/repo/${file}`, tagged)).status).toBe(404);
    expect((await ground.ask(device, `/repo/${file}`)).status).toBe(404);
  }
});

test('the walk along the roots ends with 404, and an agent that verifies everything finds its target', async () => {
  await uploadApp('walked');
  const device = await enrolWithTag();
  await assign('walked', device);
  const agent = createUpdateAgent(ground.product.ready.gatewayUrl, device.files, 'main');
  const { root, targets } = await agent.refresh();
  expect(targets).toEqual([expect.stringMatching(/-\d+$/)]);
  expect((await ground.ask(device, `/repo/${root + 1}.root.json`, tagged)).status).toBe(404);
  for (const version of ['0', 'x', '99999999999999999999'])
    expect((await ground.ask(device, `/repo/${version}.root.json`, tagged)).status).toBe(404);
  expect((await ground.ask(device, '/repo/root.json', tagged)).status).toBe(404);
});

test('an app is fetched with the token alone: its size by HEAD, its manifest, and a layer that goes on where it broke off', async () => {
  await uploadApp('fetched');
  const device = await enrolWithTag();
  await assign('fetched', device);
  const proxy = await ground.ask(device, '/app-proxy-url', { method: 'POST' });
  expect([proxy.status, proxy.body]).toEqual([
    201,
    expect.stringMatching(/^https:\/\/\S+\/registry\?token=\S+$/),
  ]);
  const { pathname, search } = new URL(proxy.body);
  const fetchPart = (what: string, method: string, range?: string): Promise<DeviceAnswer> =>
    ground.ask(null, `${pathname}/v2/acme/web/${what}${search}`, {
      method,
      headers: range === undefined ? {} : { range },
    });
  const named = `manifests/sha256:${hexOf(manifest)}`;
  const head = await fetchPart(named, 'HEAD');
  expect([head.status, head.headers]).toMatchObject([
    200,
    {
      'content-length': String(manifest.length),
      'content-type': manifestType,
      'docker-content-digest': `sha256:${hexOf(manifest)}`,
    },
  ]);
  expect((await fetchPart(named, 'GET')).body).toBe(manifest);
  const blob = `blobs/sha256:${hexOf(layer)}`;
  const rest = await fetchPart(blob, 'GET', 'bytes=250000-');
  expect([rest.status, rest.headers['content-range']]).toEqual([
    206,
    `bytes 250000-${layer.length - 1}/${layer.length}`,
  ]);
  const begun = await fetchPart(blob, 'GET', 'bytes=0-249999');
  expect(hexOf(begun.body + rest.body)).toBe(hexOf(layer));
  expect((await fetchPart(`blobs/sha256:${'0'.repeat(64)}`, 'HEAD')).status).toBe(404);
});

test('a batch of events is answered 200 although some are bad, and the good ones are kept once', async () => {
  const device = await ground.enrol();
  const good = {
    id: randomUUID(),
    deviceTime: new Date().toISOString(),
    event: { correlationId: 'walk-1', targetName: 'web-1', version: '1', success: null },
    eventType: { id: 'EcuDownloadStarted', version: 2 },
  };
  const bad = [
    {},
    { ...good, id: '' },
    { ...good, event: { ...good.event, correlationId: '../x' } },
  ];
  const post = (events: unknown): Promise<DeviceAnswer> =>
    ground.ask(device, '/events', { method: 'POST', body: JSON.stringify(events) });
  for (const batch of [[good, ...bad], [good], []]) {
    const { status, body } = await post(batch);
    expect([status, body]).toEqual([200, '']);
  }
  expect((await post({})).status).toBe(400);
  const path = `/v1/devices/${device.uuid}/updates/walk-1`;
  expect((await ground.admin.call('GET', path)).body).toHaveLength(1);
});

test('a test is begun, ended and given its artifacts at the addresses that it was told', async () => {
  const device = await ground.enrol();
  const { gatewayUrl } = ground.product.ready;
  const send = (method: 'POST' | 'PUT', path: string, body: unknown) =>
    sendAsDevice(gatewayUrl, device.files, {
      ...{ method, path, mediaType: 'application/json' },
      pieces: [Buffer.from(JSON.stringify(body))],
    });
  const id = 'abcdefghij-12345678';
  const begun = { name: 'test-one', target: 'fioconfig-action', 'test-id': id };
  expect(await send('POST', '/tests', begun)).toEqual({ status: 201, text: id });
  const ended = await send('PUT', `/tests/${id}`, {
    status: 'PASSED',
    details: '',
    results: [],
    artifacts: ['console.log', 'data.bin'],
  });
  expect(ended.status).toBe(200);
  const told = JSON.parse(ended.text) as Record<string, { url: string; 'content-type': string }>;
  expect(told['console.log']?.['content-type']).toBe('text/plain; charset=utf-8');
  for (const [name, { url }] of Object.entries(told)) {
    const { port, pathname } = new URL(url);
    expect([port, pathname]).toEqual([new URL(gatewayUrl).port, `/tests/${id}/${name}`]);
    const pieces = [Buffer.from(`content of ${name}`)];
    const put = { method: 'PUT' as const, path: pathname, pieces };
    expect(await sendAsDevice(gatewayUrl, device.files, put)).toEqual({ status: 200, text: 'OK' });
  }
  const shown = await ground.admin.call('GET', `/v1/devices/${device.uuid}/tests/${id}`);
  expect(shown.body).toMatchObject({ status: 'PASSED', artifacts: ['console.log', 'data.bin'] });
});
