/** Registration from outside: what the tools on devices send, and what the gateway then makes of it. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { adminClient, type AdminClient } from './support/admin.ts';
import { askGateway } from './support/device.ts';
import { type Product, runCommand } from './support/product.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';
import { filesOf, register, registeringDevice } from './support/registering.ts';

let ground: ProductGround;
let product: Product;
let token: string;
let admin: AdminClient;

beforeAll(async () => {
  ground = await openProductGround();
  product = ground.product;
  // prettier-ignore
  const created = await runCommand(['token', 'create', '--data-dir', product.ready.dataDir, '--user', 'admin',
    '--scope', 'devices:create', '--scope', 'devices:delete', '--scope', 'devices:read']);
  token = created.stdout.trim();
  admin = adminClient(product.ready.adminUrl, token);
}, 120_000);
afterAll(() => ground?.close(), 30_000);

const at = (path: string): string => new URL(path, product.ready.adminUrl).href;
const asTool = (): Record<string, string> => ({ 'OSF-TOKEN': token });
const codeOf = ({ status, body }: Awaited<ReturnType<typeof register>>): unknown => [
  status,
  body['code'],
];

const headers: readonly [string, () => Record<string, string>][] = [
  ['OSF-TOKEN', asTool],
  ['Bearer', () => ({ authorization: `Bearer ${token}` })],
  [
    'Bearer in base64',
    () => ({ authorization: `Bearer ${Buffer.from(token).toString('base64')}` }),
  ],
];
const paths = [
  '/v1/devices',
  '/v1/devices/',
  '/ota/devices/',
  '/ota/devices',
  '/devices',
  '/devices/',
];

test.each(headers.flatMap(([name, header]) => paths.map((path) => [name, path, header] as const)))(
  'with %s at %s a device gets its three files, with which the gateway lets it in',
  async (_name, path, header) => {
    const device = registeringDevice();
    const { status, body } = await register(at(path), header(), device);
    expect([status, Object.keys(body)]).toEqual([201, ['root.crt', 'client.pem', 'sota.toml']]);
    const { gatewayUrl } = product.ready;
    const answer = await askGateway(gatewayUrl, filesOf(device, body), '/device');
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { uuid: device.uuid }]);
  },
);

test('the settings name the gateway under its name and the port that it has', async () => {
  const { body } = await register(at('/ota/devices/'), asTool(), registeringDevice());
  const { port } = new URL(product.ready.gatewayUrl);
  expect(body['sota.toml']).toContain(`[tls]\nserver = "https://localhost:${port}"\n`);
  expect(body['sota.toml']).toContain('type = "ostree+compose_apps"\n');
});

test('no probe answers above 499, whatever the method and the path', async () => {
  for (const path of paths)
    for (const method of ['HEAD', 'GET'])
      for (const header of [{}, asTool()]) {
        const answer = await fetch(at(path), { method, headers: header, redirect: 'manual' });
        expect(answer.status).toBeLessThan(499);
        await answer.body?.cancel();
      }
});

test('a UUID that is a path is refused, and no file is anywhere', async () => {
  const before = readdirSync(join(product.ready.dataDir, 'certs'));
  for (const uuid of ['../certs', '', ' ', `${randomUUID()}/..`]) {
    const answer = await register(at('/v1/devices'), asTool(), registeringDevice({ uuid }));
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
  }
  expect(readdirSync(join(product.ready.dataDir, 'certs'))).toEqual(before);
});

test('a request of another factory is told both names', async () => {
  const answer = await register(
    at('/v1/devices'),
    asTool(),
    registeringDevice({ factory: 'other' }),
  );
  expect(codeOf(answer)).toEqual([400, 'signing_request_factory_mismatch']);
  expect(answer.body['detail']).toBe('CSR OU [other] does not match CA OU [acme]');
});

test('a device that was wiped registers again after a full deletion, and answers 409 before it', async () => {
  const device = registeringDevice();
  const { uuid } = device;
  expect((await register(at('/v1/devices'), asTool(), device)).status).toBe(201);
  const again = registeringDevice({ uuid });
  expect(codeOf(await register(at('/v1/devices'), asTool(), again))).toEqual([
    409,
    'device_exists',
  ]);
  expect((await admin.call('DELETE', `/v1/devices/${uuid}`)).status).toBe(204);
  expect(codeOf(await register(at('/v1/devices'), asTool(), again))).toEqual([
    409,
    'device_exists',
  ]);
  expect((await admin.call('DELETE', `/v1/denied-devices/${uuid}?purge=true`)).status).toBe(204);
  const { status, body } = await register(at('/v1/devices'), asTool(), again);
  expect(status).toBe(201);
  const { gatewayUrl } = product.ready;
  expect((await askGateway(gatewayUrl, filesOf(again, body), '/device')).status).toBe(200);
});

test('with a permit a device comes back with another key; its earlier one is out', async () => {
  const { gatewayUrl } = product.ready;
  const first = registeringDevice();
  const { uuid } = first;
  const old = filesOf(first, (await register(at('/v1/devices'), asTool(), first)).body);
  expect((await askGateway(gatewayUrl, old, '/device')).status).toBe(200);
  const permit = await admin.call('POST', `/v1/devices/${uuid}/rekey-permits`, { 'any-key': true });
  expect(permit.status).toBe(201);
  const second = registeringDevice({ uuid });
  const { status, body } = await register(at('/v1/devices'), asTool(), second);
  expect(status).toBe(201);
  expect((await askGateway(gatewayUrl, filesOf(second, body), '/device')).status).toBe(200);
  expect((await askGateway(gatewayUrl, old, '/device')).status).toBe(403);
});

test('an enrolment token registers as many devices as it says, into its group, and nothing else', async () => {
  const made = await admin.call('POST', '/v1/enrolment-tokens', {
    name: 'line 1',
    'max-uses': 2,
    group: 'line1',
  });
  expect(made.status).toBe(201);
  const enrolment = { 'OSF-TOKEN': (made.body as { token: string }).token };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => register(at('/ota/devices/'), enrolment, registeringDevice())),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 401, 401, 401]);
  const list = await admin.call('GET', '/v1/devices?group=line1');
  expect(list.body).toHaveLength(2);
  const other = await fetch(at('/v1/enrolment-tokens'), { headers: enrolment });
  expect(other.status).toBe(401);
});

test('where devices must be registered, a certificate of the device CA alone lets nobody in', async () => {
  const cas = (await admin.call('GET', '/v1/device-cas')).body as { id: string }[];
  const policy = (value: string) =>
    admin.call('PATCH', `/v1/device-cas/${cas[0]!.id}`, { 'enrolment-policy': value });
  expect((await policy('registered')).status).toBe(200);
  const { gatewayUrl } = product.ready;
  const stranger = await ground.createDevice(randomUUID());
  expect((await askGateway(gatewayUrl, stranger, '/device')).status).toBe(403);
  const device = registeringDevice();
  const { body } = await register(at('/v1/devices'), asTool(), device);
  expect((await askGateway(gatewayUrl, filesOf(device, body), '/device')).status).toBe(200);
  expect((await policy('open')).status).toBe(200);
});
