import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, createUser, issueTokenFor, loadTokenKeys } from '@moorgate/auth';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { createLogger, systemClock } from '@moorgate/observability';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { TOTP } from 'otpauth';
import { adminApiConfigDefinition, type AdminApiConfig } from './config.ts';
import { type AdminApi, startAdminApi } from './start-admin-api.ts';

let database: TestDatabase;
let db: Db;
let folder: string;
let instances: AdminApi[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  folder = await mkdtemp(join(tmpdir(), 'moorgate-people-'));
  const defaults = Object.entries(adminApiConfigDefinition).map(([name, setting]) => [
    name,
    'default' in setting ? setting.default : undefined,
  ]);
  const config = {
    ...(Object.fromEntries(defaults) as AdminApiConfig),
    databaseUrl: database.urlFor('moorgate_admin'),
    address: '127.0.0.1:0',
    metricsAddress: '127.0.0.1:0',
    keysDirectory: folder,
    logLevel: 'silent',
    requireSecondFactor: true,
  } as AdminApiConfig;
  instances = [await startAdminApi(config), await startAdminApi(config)];
});
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.close()));
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

const operator = (): Context => ({
  db,
  confirmations: createConfirmations(db),
  clock: systemClock,
  log: createLogger({ service: 'test', level: 'silent' }),
  principal: { kind: 'system', name: 'test' },
  requestId: null,
  address: null,
});
const drawName = (): string => `user${Math.random().toString(36).slice(2)}`;
const makeToken = async (): Promise<{ text: string; id: string }> => {
  const username = drawName();
  const scopes = ['users:read', 'tokens:delete'] as const;
  await createUser(operator(), { username, scopes });
  const request = { username, name: 'test', scopes };
  const { token, id } = await issueTokenFor(operator(), await loadTokenKeys(folder), request);
  return { text: token, id };
};
const call = async (
  instance: AdminApi,
  token: string,
  path = '/v1/users',
  method = 'GET',
): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${instance.url}${path}`, { method, headers });
  await answer.arrayBuffer();
  return answer.status;
};
const checksFrom = async (instance: AdminApi, source: string): Promise<number> => {
  const text = await (await fetch(`${instance.metricsUrl}/metrics`)).text();
  const line = new RegExp(`^moorgate_admin_token_checks_total\\{source="${source}"\\} (\\d+)`, 'm');
  return Number(line.exec(text)?.[1] ?? 0);
};

test('a token that two instances hold is refused by both as soon as one has answered its revocation', async () => {
  const [one, other] = instances as [AdminApi, AdminApi];
  for (let round = 0; round < 5; round += 1) {
    const { text, id } = await makeToken();
    for (const instance of [one, other, one, other]) expect(await call(instance, text)).toBe(200);
    expect(await call(one, text, `/v1/tokens/${id}`, 'DELETE')).toBe(204);
    expect(await Promise.all(instances.map((instance) => call(instance, text)))).toEqual([
      401, 401,
    ]);
  }
  expect(await checksFrom(other, 'memory')).toBeGreaterThan(0);
});

test('a session that two instances hold is restricted by both no longer than its account is, and ends at both', async () => {
  const [one, other] = instances as [AdminApi, AdminApi];
  const username = drawName();
  const password = 'correct horse battery';
  await createUser(operator(), { username, password, scopes: ['devices:read'] });
  const headers: Record<string, string> = { 'Sec-Fetch-Site': 'same-origin' };
  const ask = (instance: AdminApi, method: string, path: string, body?: object) =>
    fetch(`${instance.url}${path}`, {
      method,
      headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const statuses = async (): Promise<number[]> => {
    const answers = await Promise.all(
      [one, other, one, other].map((instance) => ask(instance, 'GET', '/v1/devices')),
    );
    return answers.map(({ status }) => status);
  };
  const login = await ask(one, 'POST', '/v1/sessions', { username, password });
  headers['Cookie'] = login.headers.getSetCookie()[0]!.split(';')[0]!;
  expect(await statuses()).toEqual([403, 403, 403, 403]);
  const begun = await ask(one, 'POST', '/v1/self/totp', { password });
  const { secret } = (await begun.json()) as { secret: string };
  const code = new TOTP({ secret }).generate();
  const confirmed = await ask(one, 'POST', '/v1/self/totp/confirm', { 'one-time-code': code });
  expect(confirmed.status).toBe(200);
  expect(await statuses()).toEqual([200, 200, 200, 200]);
  expect((await ask(other, 'DELETE', '/v1/sessions/self')).status).toBe(204);
  expect(await statuses()).toEqual([401, 401, 401, 401]);
});

test('texts that are no tokens cause no query', async () => {
  const [one] = instances as [AdminApi];
  const before = await checksFrom(one, 'store');
  for (let number = 0; number < 20; number += 1) await call(one, `mgt_pat_${number}`);
  expect(await checksFrom(one, 'store')).toBe(before);
  expect(await checksFrom(one, 'malformed')).toBeGreaterThanOrEqual(20);
});

test('the instances are no gateways to those who list these', async () => {
  const rows = await db.selectFrom('feed_followers').select('service').execute();
  expect(new Set(rows.map(({ service }) => service))).toEqual(new Set(['admin-api']));
});
