import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRegistryKeys } from '@moorgate/delivery';
import { denyDevice, retireDeviceCa, undenyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { type DeliveryGround, startDeliveryGround } from './test-support/delivered-update.ts';
import {
  type Answer,
  callGateway,
  openConnection,
  untilClosed,
} from './test-support/device-client.ts';

const hexOf = (content: string): string => createHash('sha256').update(content).digest('hex');
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, layers: [] });
const dockerManifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
});
const untyped = JSON.stringify({ schemaVersion: 2, layers: [] });
const odd = JSON.stringify({ schemaVersion: 1, mediaType: 'text/html' });
const layer = 'a layer '.repeat(200_000);
/** More than any socket holds back. */
const large = 'a large layer '.repeat(3_000_000);
const contents = [manifest, dockerManifest, untyped, odd, layer, large];

let ground: DeliveryGround;
let leaf: TestLeaf;
let updateId: string;
let keysFolder: string;
beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'moorgate-registry-keys-'));
  ground = await startDeliveryGround({ keysFolder });
  updateId = await ground.upload({
    ...Object.fromEntries(
      contents.map((content) => [`apps/blobs/sha256/${hexOf(content)}`, content]),
    ),
    [`apps/blobs/sha256/${'e'.repeat(64)}`]: 'something else',
  });
  leaf = await ground.makeDevice(updateId);
});
afterAll(async () => {
  await ground.close();
  await rm(keysFolder, { recursive: true });
});

const askForUrl = (as: TestLeaf | undefined, body?: string): Promise<Answer> =>
  callGateway(ground.running, {
    leaf: as,
    method: 'POST',
    path: '/app-proxy-url',
    ...(body === undefined ? {} : { body }),
  });
const tokenFor = async (as: TestLeaf): Promise<string> =>
  new URL((await askForUrl(as)).text).searchParams.get('token')!;
/** As an agent asks: without a certificate. */
const ask = (
  path: string,
  call: { method?: string; headers?: Record<string, string>; port?: number } = {},
): Promise<Answer> =>
  callGateway(
    { ...ground.running, port: call.port ?? ground.running.port },
    {
      path: `/registry/v2/${path}`,
      ...call,
    },
  );
const manifestPath = (content: string, token: string): string =>
  `factory/app/manifests/sha256:${hexOf(content)}?token=${token}`;
const blobPath = (content: string, token: string): string =>
  `factory/app/blobs/sha256:${hexOf(content)}?token=${token}`;
const refusalOf = ({ status, body }: Answer): unknown[] => [status, body?.['code']];
const invalid = [401, 'registry_token_invalid'];

test('201: the address and nothing else, whatever the body', async () => {
  for (const body of [undefined, 'null', '{"any":"thing"}']) {
    const answer = await askForUrl(leaf, body);
    expect(answer.status).toBe(201);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text).toMatch(
      new RegExp(`^https://localhost:${ground.running.port}/registry\\?token=[A-Za-z0-9_-]{148}$`),
    );
  }
  expect(refusalOf(await askForUrl(undefined))).toEqual([403, 'certificate_required']);
});

test('HEAD and GET of manifests: length, type and digest', async () => {
  const token = await tokenFor(leaf);
  for (const [content, type] of [
    [manifest, manifestType],
    [dockerManifest, 'application/vnd.docker.distribution.manifest.v2+json'],
    [untyped, manifestType],
    [odd, 'application/octet-stream'],
  ] as const) {
    const expected = {
      'content-type': type,
      'content-length': String(content.length),
      'docker-content-digest': `sha256:${hexOf(content)}`,
    };
    const head = await ask(manifestPath(content, token), { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers).toMatchObject(expected);
    const got = await ask(manifestPath(content, token));
    expect([got.status, got.text]).toEqual([200, content]);
    expect(got.headers).toMatchObject(expected);
  }
});

test('blobs whole and from where a download broke off, under any repository', async () => {
  const token = await tokenFor(leaf);
  const whole = await ask(blobPath(layer, token));
  expect(whole.status).toBe(200);
  expect(whole.text === layer).toBe(true);
  expect(whole.headers['content-type']).toBe('application/octet-stream');
  const rest = await ask(`a/b/c/blobs/sha256:${hexOf(layer)}?token=${token}`, {
    headers: { range: 'bytes=1500000-' },
  });
  expect(rest.status).toBe(206);
  expect(rest.text === layer.slice(1_500_000)).toBe(true);
  expect(rest.headers['content-range']).toBe(`bytes 1500000-${layer.length - 1}/${layer.length}`);
});

test('404 for what the update does not have, for tags, and for a content that is not what its name says', async () => {
  const token = await tokenFor(leaf);
  for (const reference of [
    `sha256:${'0'.repeat(64)}`,
    `sha256:${'e'.repeat(64)}`,
    'latest',
    'sha256:',
  ])
    for (const method of ['GET', 'HEAD'])
      expect((await ask(`app/manifests/${reference}?token=${token}`, { method })).status).toBe(404);
  const free = await tokenFor(await ground.makeDevice(null));
  expect(refusalOf(await ask(blobPath(layer, free)))).toEqual([404, 'update_file_not_found']);
});

test('401 without a challenge for no token, for a changed one, and for one of other keys', async () => {
  const token = await tokenFor(leaf);
  const path = `app/blobs/sha256:${hexOf(layer)}`;
  const missing = await ask(path);
  expect(refusalOf(missing)).toEqual(invalid);
  expect(missing.headers['www-authenticate']).toBeUndefined();
  const flipped = Array.from(token, (one, index) => {
    const other = one === 'A' ? 'B' : 'A';
    return token.slice(0, index) + other + token.slice(index + 1);
  });
  for (const other of [
    '',
    'x',
    `${token}A`,
    token.slice(1),
    ...flipped.filter((_, i) => i % 7 === 0),
  ])
    expect(refusalOf(await ask(`${path}?token=${other}`))).toEqual(invalid);
  const without = await ground.running.startAnother({
    keysFolder: await mkdtemp(join(keysFolder, 'x-')),
  });
  expect(refusalOf(await ask(blobPath(layer, token), { port: without.port }))).toEqual(invalid);
  await without.close();
});

test('404 where a gateway has no keys, and no token is good there', async () => {
  const token = await tokenFor(leaf);
  const { port, close } = await ground.running.startAnother({ keysFolder: undefined });
  const at = { ...ground.running, port };
  const answer = await callGateway(at, { leaf, method: 'POST', path: '/app-proxy-url' });
  expect(refusalOf(answer)).toEqual([404, 'registry_not_served']);
  expect(refusalOf(await ask(manifestPath(manifest, token), { port }))).toEqual(invalid);
  await close();
});

test('a token is good at every gateway and after a restart, for an hour', async () => {
  const token = await tokenFor(leaf);
  const other = await ground.running.startAnother();
  expect((await ask(manifestPath(manifest, token), { port: other.port })).status).toBe(200);
  await other.close();
  expect((await loadRegistryKeys(keysFolder)).currentVersion).toBe(1);
  ground.running.clock.advance(3_599_000);
  expect((await ask(manifestPath(manifest, token))).status).toBe(200);
  ground.running.clock.advance(1_000);
  expect(refusalOf(await ask(manifestPath(manifest, token)))).toEqual(invalid);
});

test('a denial ends the token, and being taken off the list does not bring it back', async () => {
  const denied = await ground.makeDevice(updateId);
  const token = await tokenFor(denied);
  expect((await ask(manifestPath(manifest, token))).status).toBe(200);
  const { ctx } = ground.running;
  await denyDevice(ctx, { uuid: denied.uuid });
  expect(refusalOf(await ask(manifestPath(manifest, token)))).toEqual(invalid);
  await undenyDevice(ctx, denied.uuid);
  expect((await callGateway(ground.running, { leaf: denied })).status).toBe(200);
  expect(refusalOf(await ask(manifestPath(manifest, token)))).toEqual(invalid);
  await ground.assign(denied.uuid, updateId);
  expect((await ask(manifestPath(manifest, await tokenFor(denied)))).status).toBe(200);
});

test('a denial cuts a download on the connection of a token, and leaves those of others alone', async () => {
  const [victim, other] = [await ground.makeDevice(updateId), await ground.makeDevice(updateId)];
  const begin = async (as: TestLeaf) => {
    const socket = await openConnection(ground.running, {});
    const path = `/registry/v2/${blobPath(large, await tokenFor(as))}`;
    // It reads nothing of the answer, so that the download is under way for as long as it is let.
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return socket;
  };
  const sockets = await Promise.all([begin(victim), begin(other)]);
  const { gateway } = ground.running;
  const untilDownloads = async (count: number): Promise<void> => {
    while ((await gateway.metrics.valueOf('moorgate_gateway_downloads', {})) !== count)
      await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await untilDownloads(2);
  await denyDevice(ground.running.ctx, { uuid: victim.uuid });
  const startedMs = performance.now();
  const closed = untilClosed(sockets[0]);
  sockets[0].resume();
  const received = await closed;
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(received.length).toBeLessThan(large.length);
  expect(sockets[1].destroyed).toBe(false);
  await untilDownloads(1);
  sockets[1].destroy();
});

test('a CA that is taken out of use ends the tokens of its devices', async () => {
  const { running } = ground;
  const ca = running.pki.createCa({ factory: 'acme', issuer: running.pki.root });
  const id = await running.trust(ca);
  const of = running.pki.issueDevice({ ca });
  await callGateway(running, { leaf: of });
  await ground.assign(of.uuid, updateId);
  const token = await tokenFor(of);
  expect((await ask(manifestPath(manifest, token))).status).toBe(200);
  await retireDeviceCa(running.ctx, id);
  expect(refusalOf(await ask(manifestPath(manifest, token)))).toEqual(invalid);
});

test('a device that was moved to another update is served that with the same token', async () => {
  const moved = await ground.makeDevice(updateId);
  const token = await tokenFor(moved);
  expect((await ask(manifestPath(manifest, token))).status).toBe(200);
  const text = '{"schemaVersion":2,"config":{}}';
  await ground.assign(
    moved.uuid,
    await ground.upload({ [`apps/blobs/sha256/${hexOf(text)}`]: text }),
  );
  expect((await ask(manifestPath(manifest, token))).status).toBe(404);
  expect((await ask(manifestPath(text, token))).text).toBe(text);
});

test('a device is looked up once for all requests with its token', async () => {
  const token = await tokenFor(await ground.makeDevice(updateId));
  const lookups = () =>
    ground.running.gateway.metrics.valueOf('moorgate_gateway_lookups_total', { what: 'device' });
  await ask(manifestPath(manifest, token));
  const before = await lookups();
  for (let round = 0; round < 5; round += 1) await ask(manifestPath(manifest, token));
  expect(await lookups()).toBe(before);
});

test('429 for a device that asks for more tokens than an agent could use', async () => {
  const greedy = await ground.makeDevice(updateId);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = { leaf: greedy, method: 'POST', path: '/app-proxy-url', agent };
  const outcomes: unknown[] = [];
  for (let asked = 0; asked < 45; asked += 1) {
    const answer = await callGateway(ground.running, call);
    outcomes.push(
      answer.status === 201 ? 201 : [...refusalOf(answer), answer.headers['retry-after']],
    );
  }
  agent.destroy();
  expect(outcomes.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 201));
  expect(outcomes).toContainEqual([429, 'rate_limited', '1']);
});

test('no token is in any line of the log or in any answer that refuses it', async () => {
  const token = await tokenFor(leaf);
  const answers = await Promise.all([
    ask(`app/tags/list?token=${token}`),
    ask(`app/blobs/x?token=${token}`),
    ask(`app/blobs/sha256:${hexOf(layer)}?token=${token}&token=${token}`),
    ask(blobPath(layer, `${token}x`)),
    ask(blobPath(layer, token), { method: 'DELETE' }),
  ]);
  for (const answer of answers) expect(JSON.stringify(answer)).not.toContain(token);
  expect(JSON.stringify(ground.running.lines)).not.toContain(token);
});

test('credentials of a hub are nowhere to be had: agents go on without', async () => {
  const answer = await callGateway(ground.running, { leaf, path: '/hub-creds/' });
  expect(refusalOf(answer)).toEqual([404, 'route_not_found']);
});
