/** Gateways on several hosts against one PostgreSQL. */
import { once } from 'node:events';
import { Agent, type RequestOptions, request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { runStatement, type TestPki } from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { createTestWrites, gatewayDatabaseUrl, ownerDatabaseUrl } from './support/database.ts';
import { askGateway } from './support/device.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './support/fleet.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

let folder: string;
let product: Product;
let pki: TestPki;
let other: GatewayProcess;
let admin: AdminClient;
let ownerUrl: string;

beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  pki = await installPki(dataDir);
  product = await startProduct(dataDir);
  ownerUrl = await ownerDatabaseUrl(product);
  await createTestWrites(ownerUrl);
  other = await startGatewayProcess({
    databaseUrl: await gatewayDatabaseUrl(product),
    certsFolder: join(dataDir, 'certs'),
    testFolder: join(folder, 'test'),
    env: { MOORGATE_GATEWAY_NAME: 'other-host' },
  });
  const token = await createToken(product, ['devices:read', 'devices:delete']);
  admin = adminClient(product.ready.adminUrl, token);
}, 90_000);
afterAll(async () => {
  await other?.stop();
  await product?.stop();
  await removeFolder(folder);
}, 30_000);

const open = async (
  device: TestDevice,
  path: string,
  options: RequestOptions & { body?: Buffer } = {},
): Promise<IncomingMessage> => {
  const { port } = new URL(other.url);
  const { body, ...rest } = options;
  const asked = httpsRequest({
    host: '127.0.0.1',
    port,
    path,
    servername: 'localhost',
    agent: false,
    ...device.files,
    ...rest,
  });
  // A connection that breaks after the head is told to the answer and, besides, to the request.
  asked.on('error', () => undefined).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
};

test('a gateway of another host is listed with its workers, and serves the same devices', async () => {
  const device = issueDevice(pki);
  for (const url of [product.ready.gatewayUrl, other.url])
    expect((await askGateway(url, device.files, '/device')).status).toBe(200);
  const { body } = await admin.call('GET', '/v1/gateways');
  expect(body).toContainEqual(expect.objectContaining({ name: 'other-host' }));
  const stamps = await other.readStamps();
  expect(stamps).toMatchObject([{ uuid: device.uuid, operation: 'getDevice' }]);
});

test('a denial that was answered has cut the download on the other gateway, and no request is started there', async () => {
  const device = issueDevice(pki);
  const download = await open(device, '/test/stream?pauseMs=20');
  download.on('error', () => undefined);
  await once(download, 'data');
  const cut = new Promise<number>((resolve) => {
    download.resume().once('close', () => resolve(performance.now()));
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...device.files });
  const kept = await open(device, '/device', { agent });
  expect(kept.statusCode).toBe(200);
  kept.resume();
  await once(kept, 'end');
  expect((await admin.call('DELETE', `/v1/devices/${device.uuid}`)).status).toBe(204);
  const answeredMs = performance.now();
  expect((await cut) - answeredMs).toBeLessThan(1_000);
  const again = await open(device, '/device', { agent }).catch(() => null);
  expect(again?.statusCode ?? 403).toBe(403);
  expect((await askGateway(other.url, device.files, '/device')).status).toBe(403);
  const late = (await other.readStamps()).filter(
    ({ uuid, startedMs }) => uuid === device.uuid && startedMs > answeredMs,
  );
  expect(late).toEqual([]);
  agent.destroy();
});

test('an upload is there with its row when it was answered, and its row is gone after the denial', async () => {
  const device = issueDevice(pki);
  const body = Buffer.alloc(3 * 1_048_576, 'u');
  const answer = await open(device, '/test/upload', { method: 'PUT', body });
  expect(answer.statusCode).toBe(201);
  answer.resume();
  const rows = (): Promise<object[]> =>
    runStatement(ownerUrl, 'select id from test_writes where device_uuid = $1', [device.uuid]);
  expect(await rows()).toHaveLength(1);
  expect((await admin.call('DELETE', `/v1/devices/${device.uuid}`)).status).toBe(204);
  expect(await rows()).toEqual([]);
});
