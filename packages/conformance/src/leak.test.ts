/** What a run issued stands nowhere but with those whose it is: in no table, data file, log, command line or environment. */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStatement } from '@moorgate/testing';
import { ownerDatabaseUrl } from './support/database.ts';
import { askGateway, type DeviceFiles, readDeviceFiles } from './support/device.ts';
import { driveDelivery } from './support/leak-delivery.ts';
import { type RecordedAnswer, type RecordedCall, recordingClient } from './support/leak-http.ts';
import { searchProduct, searchRemains } from './support/leak-product.ts';
import type { Leak } from './support/leak-search.ts';
import { collectSecrets, type SecretCollection } from './support/leak-secrets.ts';
import { codeAt, decodeBase32 } from './support/one-time-code.ts';
import {
  makeFolder,
  type Product,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';
import { readSigningKeys } from './support/signing-keys.ts';

/** Every character that some encoding spells otherwise, so that no encoding hides a leak. */
const makePassword = (): string => `pä "ß" \\n/ 'x' <&> %=+ ${randomBytes(9).toString('base64')}`;
const makeSecret = (): string => randomBytes(32).toString('base64url');

const folders: string[] = [];
const started: Product[] = [];
let dataDir: string;
let product: Product;
let secrets: SecretCollection;
let call: (call: RecordedCall) => Promise<RecordedAnswer>;
const administrator = makePassword();

beforeEach(async () => {
  folders.push(await makeFolder());
  dataDir = join(folders.at(-1)!, 'data');
  secrets = collectSecrets();
  secrets.add('password of the administrator', administrator);
  const env = { MOORGATE_ADMIN_PASSWORD: administrator, MOORGATE_LOG_LEVEL: 'debug' };
  const metrics = ['--admin-metrics-addr', '127.0.0.1:0', '--gateway-metrics-addr', '127.0.0.1:0'];
  product = await startProduct(dataDir, { workers: 2, env, args: metrics });
  started.push(product);
  call = recordingClient(product.ready.adminUrl, secrets);
  secrets.addDataDirectory(dataDir);
}, 120_000);

afterEach(async () => {
  for (const one of started.splice(0)) if (one.process.exitCode === null) await one.stop();
  for (const folder of folders.splice(0)) await removeFolder(folder);
}, 60_000);

const expectStatus = async (status: number, made: RecordedCall): Promise<RecordedAnswer> => {
  const answer = await call(made);
  expect([made.method, made.path, answer.status]).toEqual([made.method, made.path, status]);
  return answer;
};
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const logIn = async (username: string, password: string): Promise<Record<string, string>> => {
  const body = { username, password };
  const { cookie } = await expectStatus(201, { method: 'POST', path: '/v1/sessions', body });
  return { cookie: cookie! };
};

/** Somebody protects their login with codes, and uses them. */
const driveSecondFactor = async (password: string, own: Record<string, string>): Promise<void> => {
  const path = '/v1/self/totp';
  const begin = { method: 'POST', path, headers: own, body: { password } };
  const { secret } = (await expectStatus(201, begin)).body as { secret: string };
  secrets.add('secret of a second factor', secret);
  secrets.add('secret of a second factor, decoded', decodeBase32(secret));
  const code = codeAt(decodeBase32(secret), Date.now());
  const confirm = { ...begin, path: `${path}/confirm`, body: { 'one-time-code': code } };
  const confirmed = (await expectStatus(200, confirm)).body as { 'recovery-codes': string[] };
  const codes = confirmed['recovery-codes'];
  for (const one of codes) {
    secrets.add('recovery code', one);
    secrets.add('recovery code without hyphens', one.replaceAll('-', ''));
  }
  const login = { method: 'POST', path: '/v1/sessions' };
  const wrong = { username: 'person', password, 'one-time-code': code };
  await expectStatus(401, { ...login, body: wrong });
  const right = { username: 'person', password, 'recovery-code': codes[1]! };
  await expectStatus(201, { ...login, body: right });
  await expectStatus(204, {
    ...begin,
    method: 'DELETE',
    body: { password, 'recovery-code': codes[2]! },
  });
};

/** People come, go, and are wrong about their passwords in every way. */
const drivePeople = async (session: Record<string, string>): Promise<void> => {
  const [first, second, third] = [makePassword(), makePassword(), makePassword()];
  const asAdministrator = (method: string, path: string, body: unknown, status: number) =>
    expectStatus(status, { method, path, body, headers: session });
  const user = { username: 'person', password: first, scopes: ['devices:read', 'tokens:create'] };
  await asAdministrator('POST', '/v1/users', user, 201);
  await asAdministrator('POST', '/v1/users', { ...user, password: makePassword() }, 409);
  await asAdministrator('POST', '/v1/users', { ...user, password: makeSecret(), x: 1 }, 400);
  await asAdministrator('POST', '/v1/users', { ...user, password: `${makePassword()}\0` }, 400);
  await asAdministrator('POST', '/v1/users', { ...user, password: makeSecret().repeat(40) }, 400);
  const malformed = makePassword();
  secrets.add('password in malformed JSON', malformed);
  await asAdministrator('POST', '/v1/users', `{"username":"a","password":"${malformed}`, 400);

  const own = await logIn('person', first);
  const change = { method: 'PUT', path: '/v1/self/password', headers: own };
  const wrong = { 'present-password': makePassword(), password: makePassword() };
  await expectStatus(403, { ...change, body: wrong });
  const right = { 'present-password': first, password: second };
  await expectStatus(204, { ...change, body: right });
  await driveSecondFactor(second, own);
  await asAdministrator('POST', '/v1/users/person/reset-password', { password: third }, 204);
  for (const username of ['person', 'nobody', 'admin']) {
    const body = { username, password: makePassword() };
    await expectStatus(401, { method: 'POST', path: '/v1/sessions', body });
  }
  // Begins as a name does, whatever was drawn.
  const mistyped = `a${makeSecret()}`;
  secrets.add('password in the place of a name', mistyped);
  const body = { username: mistyped, password: makePassword() };
  await expectStatus(401, { method: 'POST', path: '/v1/sessions', body });
  await asAdministrator('DELETE', '/v1/users/person', undefined, 204);
  await expectStatus(401, { method: 'GET', path: '/v1/self', headers: own });
};

/** A device's token is shown once, and used in vain. */
const driveEnrolmentTokens = async (session: Record<string, string>): Promise<void> => {
  const request = { method: 'POST', path: '/v1/enrolment-tokens', body: { name: 'line' } };
  const made = await expectStatus(201, { ...request, headers: session });
  const { token } = made.body as { token: string };
  secrets.add('enrolment token', token);
  const registration = { method: 'POST', path: '/v1/devices', body: { uuid: '' } };
  await expectStatus(400, { ...registration, headers: bearer(token) });
  await expectStatus(400, { ...registration, headers: { 'osf-token': token } });
};

/** Tokens are used as they should be, and in every way in which they should not. */
const driveTokens = async (session: Record<string, string>): Promise<string> => {
  const issue = async (headers: Record<string, string>): Promise<{ id: string; token: string }> => {
    const body = { name: 'leak', scopes: ['devices:read', 'devices:create', 'devices:delete'] };
    const request = { method: 'POST', path: '/v1/tokens', body, headers };
    return (await expectStatus(201, request)).body as { id: string; token: string };
  };
  const [kept, revoked] = [await issue(session), await issue(session)];
  const read = { method: 'GET', path: '/v1/devices' };
  await expectStatus(200, { ...read, headers: bearer(kept.token) });
  await expectStatus(200, { ...read, headers: { 'osf-token': kept.token } });
  await expectStatus(403, { method: 'GET', path: '/v1/users', headers: bearer(kept.token) });
  const path = `/v1/tokens/${revoked.id}`;
  await expectStatus(204, { method: 'DELETE', path, headers: session });
  await driveEnrolmentTokens(session);

  const other = kept.token.replace(/_[0-9A-Za-z]{43}_/, `_${'Z'.repeat(30)}${'a'.repeat(13)}_`);
  const wrongs = [revoked.token, other, `${kept.token}x`, makeSecret(), `mgt_pat_${makeSecret()}`];
  for (const wrong of wrongs) {
    await expectStatus(401, { ...read, headers: bearer(wrong) });
    await expectStatus(401, { ...read, headers: { 'osf-token': wrong } });
    await expectStatus(401, { ...read, headers: { cookie: `moorgate-session=${wrong}` } });
  }
  const basic = Buffer.from(`admin:${administrator}`).toString('base64');
  await expectStatus(401, { ...read, headers: { authorization: `Basic ${basic}` } });
  const misplaced = makeSecret();
  secrets.add('token in a URL', misplaced);
  for (const where of [`/v1/devices?access_token=${misplaced}`, `/v1/tokens/${misplaced}`])
    await call({ method: 'GET', path: where, headers: bearer(kept.token) });
  await call({ method: 'DELETE', path: `/nowhere/${misplaced}?token=${kept.token}` });
  return kept.token;
};

const createDevice = async (uuid: string): Promise<DeviceFiles> => {
  const out = join(dataDir, '..', randomUUID());
  const args = ['device', 'create', '--data-dir', dataDir, '--uuid', uuid, '--out', out];
  expect((await runCommand(args)).code).toBe(0);
  const files = readDeviceFiles(out);
  secrets.addPrivateKey('key of a device', files.key);
  return files;
};

/** A device loses its key, comes back, and is denied; what it sends looks like credentials. */
const driveDevice = async (token: string): Promise<void> => {
  const uuid = randomUUID();
  const asOperator = (method: string, path: string, status: number, body?: unknown) =>
    expectStatus(status, { method, path, body, headers: bearer(token) });
  const sent = makeSecret();
  secrets.add('credential sent to the gateway', sent);
  const ask = async (device: DeviceFiles): Promise<number> => {
    const path = `/config?token=${sent}`;
    const headers = { ...bearer(sent), cookie: `session=${sent}`, 'osf-token': sent };
    return (await askGateway(product.ready.gatewayUrl, device, path, headers)).status;
  };
  const [first, second] = [await createDevice(uuid), await createDevice(uuid)];
  expect(await ask(first)).toBe(204);
  expect(await ask(second)).toBe(403);
  await asOperator('POST', `/v1/devices/${uuid}/rekey-permits`, 201, { 'any-key': true });
  expect(await ask(second)).toBe(204);
  expect(await ask(first)).toBe(403);
  await asOperator('GET', `/v1/devices/${uuid}/keys`, 200);
  await asOperator('DELETE', `/v1/devices/${uuid}`, 204);
  await asOperator('DELETE', `/v1/denied-devices/${uuid}?purge=true`, 204);
  expect(await ask(second)).toBe(403);
  await askGateway(product.ready.gatewayUrl, second, `/${sent}`, { authorization: sent });
};

const driveCommands = async (): Promise<void> => {
  const options = ['--data-dir', dataDir];
  const [input, other] = [makePassword(), makePassword()];
  secrets.add('password on standard input', input);
  secrets.add('password on standard input', other);
  const add = ['user', 'add', 'operator', ...options, '--password-stdin'];
  expect((await runCommand([...add, '--scope', 'devices:read'], { input })).code).toBe(0);
  const reset = ['user', 'reset-password', 'operator', ...options, '--password-stdin'];
  expect((await runCommand(reset, { input: other })).code).toBe(0);
  const create = ['token', 'create', ...options, '--user', 'operator', '--scope', 'devices:read'];
  secrets.add('token of the command line', (await runCommand(create)).stdout.trim());
  for (const [role, key] of await readSigningKeys(product)) secrets.add(`old ${role} key`, key);
  expect((await runCommand(['tuf', 'rotate-root', '--every-key', ...options])).code).toBe(0);
  for (const [role, key] of await readSigningKeys(product)) secrets.add(`new ${role} key`, key);
  const renewed = await runCommand(['pki', 'renew', ...options]);
  expect([renewed.code, renewed.stderr]).toEqual([0, '']);
};

/** The store goes away while people log in and scripts ask: what fails is told in the logs. */
const driveOutage = async (token: string): Promise<void> => {
  process.kill(product.ready.pids['postgres']!, 'SIGKILL');
  const body = { username: 'admin', password: administrator };
  const statuses: number[] = [];
  for (let status = 0; status !== 201; statuses.push(status)) {
    await call({ method: 'GET', path: '/v1/devices', headers: bearer(token) });
    ({ status } = await call({ method: 'POST', path: '/v1/sessions', body }));
  }
  expect(statuses).toContain(503);
};

const readMetrics = async (): Promise<string[]> => {
  const { adminMetricsUrl, gatewayMetricsUrl } = product.ready;
  const urls = [adminMetricsUrl, gatewayMetricsUrl].map((url) => new URL('/metrics', url));
  return Promise.all(urls.map(async (url) => (await fetch(url)).text()));
};

/** A service has the password of its own database role in the one variable that is for it. */
const isItsOwnPassword = ({ label, place }: Leak): boolean => {
  const service = place.startsWith('variable DATABASE_URL of ');
  return service && label.startsWith('keys/database-moorgate_');
};

test('nothing that was issued is in a table, a data file, a log, a command line or an environment', async () => {
  const session = await logIn('admin', administrator);
  await drivePeople(session);
  const token = await driveTokens(session);
  await driveDevice(token);
  await driveDelivery({ product, secrets, session, expectStatus, createDevice });
  await driveOutage(token);
  await driveCommands();
  await expectStatus(204, { method: 'DELETE', path: '/v1/sessions/self', headers: session });
  await expectStatus(401, { method: 'GET', path: '/v1/self', headers: session });
  secrets.addDataDirectory(dataDir);

  const metrics = await readMetrics();
  expect(metrics.join()).toContain('moorgate_gateway_verdicts_total');
  const { leaks, places } = await searchProduct({ product, secrets, logs: metrics });
  expect(leaks.filter((leak) => !isItsOwnPassword(leak))).toEqual([]);
  const { adminApi, deviceGateway } = product.ready.pids;
  const own = leaks.filter(isItsOwnPassword);
  expect(own).toContainEqual(
    expect.objectContaining({
      label: 'keys/database-moorgate_admin',
      place: `variable DATABASE_URL of ${adminApi}`,
    }),
  );
  for (const { label, place } of own) {
    const isAdminApi = place.endsWith(` ${adminApi}`);
    expect(label).toContain(isAdminApi ? 'moorgate_admin' : 'moorgate_gateway');
  }
  expect(places).toEqual(
    expect.arrayContaining([
      'table public.tokens',
      'table pg_catalog.pg_authid',
      expect.stringMatching(/^file postgres\/base\//),
      expect.stringMatching(/^file postgres\/pg_wal\//),
      expect.stringMatching(/^file postgres\/log\//),
      'log 0',
      `command line of ${deviceGateway}`,
      `variable DATABASE_URL of ${deviceGateway}`,
    ]),
  );

  await product.stop();
  expect(searchRemains({ product, secrets })).toEqual([]);
}, 240_000);

test('a secret that is left behind is found, wherever that is', async () => {
  const canaries = collectSecrets();
  const plant = (place: string): string => {
    const canary = makeSecret();
    canaries.add(place, canary);
    return canary;
  };
  const ownerUrl = await ownerDatabaseUrl(product);
  await runStatement(ownerUrl, 'insert into known_labels values ($1)', [plant('table')]);
  const hidden = plant('table, as bytes');
  const bytes = [Buffer.from(hidden), randomUUID()];
  await runStatement(ownerUrl, `insert into key_tombstones values ($1, $2, now(), '')`, bytes);
  const refused = `select 1 / 0 as "${plant('log of PostgreSQL')}"`;
  await runStatement(ownerUrl, refused).catch(() => undefined);
  writeFileSync(join(dataDir, 'blobs', 'note'), JSON.stringify({ note: plant('data directory') }));
  const headers = { 'x-request-id': plant('log of the product') };
  await expectStatus(401, { method: 'GET', path: '/v1/self', headers });
  const line = Buffer.from(`admin:${plant('log of another process')}`).toString('base64');
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', plant('command line')], {
    env: { PLANTED: plant('environment') },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  try {
    const ready = { ...product.ready, pids: { ...product.ready.pids, planted: child.pid! } };
    const hunt = { product: { ...product, ready }, secrets: canaries, logs: [`Basic ${line}`] };
    const { leaks } = await searchProduct(hunt);
    const placesOf = (label: string): string[] =>
      leaks.filter((leak) => leak.label === label).map((leak) => leak.place);
    const inFiles = [
      expect.stringMatching(/^file postgres\/base\//),
      expect.stringMatching(/^file postgres\/pg_wal\//),
    ];
    const expected: readonly [string, unknown[]][] = [
      ['table', ['table public.known_labels', ...inFiles]],
      ['table, as bytes', ['table public.key_tombstones', ...inFiles]],
      ['log of PostgreSQL', [expect.stringMatching(/^file postgres\/log\//)]],
      ['data directory', ['file blobs/note']],
      ['log of the product', ['log 0']],
      ['log of another process', ['log 1']],
      ['command line', [`command line of ${child.pid}`]],
      ['environment', [`variable PLANTED of ${child.pid}`]],
    ];
    for (const [label, places] of expected)
      expect([label, placesOf(label)]).toEqual([label, expect.arrayContaining(places)]);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}, 120_000);
