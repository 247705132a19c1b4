/** Exchanges of the real client, played against this server: the answers byte for byte, but for ids, times and secrets. */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { allScopes, createUser, issueTokenFor, listScopes, scopeSet } from '@moorgate/auth';
import {
  databaseOver,
  insertConfiguration,
  insertDeviceEvents,
  inTransaction,
  openPool,
  upsertAppliedConfiguration,
} from '@moorgate/db';
import { changeOwner } from '@moorgate/devices';
import { recordDescription } from '@moorgate/reports';
import supertest from 'supertest';
import { insertDevice } from '../../test-support/insert-device.ts';
import { compactJson, play, readExchange } from '../../test-support/replay-example.ts';
import { startTestApp, type TestApp, testPassword } from '../../test-support/test-app.ts';

const pump = '6c1f0b1e-2a5d-4c0e-9d55-0f5f3a7c9b10';
const ostreeHash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const target = 'intel-corei7-64-lmp';

let app: TestApp;
let values: Readonly<Record<string, string>>;
beforeAll(async () => {
  app = await startTestApp();
  values = await prepare();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const addPeople = async (): Promise<string> => {
  const scopes = listScopes(scopeSet(allScopes));
  await createUser(app.operator, { username: 'u-100', password: testPassword, scopes });
  await createUser(app.operator, { username: 'u-200', password: testPassword, scopes: [] });
  const request = {
    username: 'u-100',
    name: 'fioctl',
    scopes: ['devices:read-update', 'devices:delete'],
  };
  return (await issueTokenFor(app.operator, app.keys, request)).token;
};

/** The pumps of the examples, in the group of the examples. */
const addDevices = async (token: string): Promise<string> => {
  app.clock.set('2026-02-01T08:00:00.000Z');
  await supertest(app.server)
    .post('/ota/factories/acme/device-groups/')
    .set('OSF-TOKEN', token)
    .send({ name: 'lab', description: 'bench units' });
  const reported = { tag: 'main', ostree_hash: ostreeHash, apps: 'shellhttpd' };
  await insertDevice(app.db, {
    uuid: pump,
    labels: { name: 'pump-07', group: 'lab' },
    createdAt: new Date('2026-03-01T09:00:00Z'),
    checkIn: {
      ...reported,
      last_seen_at: new Date('2026-11-21T23:58:00Z'),
      target_name: `${target}-42`,
    },
  });
  const other = await insertDevice(app.db, {
    labels: { name: 'pump-08', group: 'lab' },
    checkIn: {
      ...reported,
      last_seen_at: new Date('2026-11-01T00:00:00Z'),
      target_name: `${target}-41`,
    },
  });
  await changeOwner(app.operator, { uuid: pump, owner: 'u-100' });
  const registration = app.db.updateTable('devices').set({ registered_by: 'u-100' });
  await registration.where('uuid', '=', pump).execute();
  return other;
};

const addConfigurations = async (): Promise<void> => {
  const revisions = [
    ['2026-03-01T10:00:00Z', 'hallo'],
    ['2026-03-02T10:00:00Z', 'hello'],
  ] as const;
  for (const [at, value] of revisions) {
    const createdAt = new Date(at);
    const id = randomUUID();
    await inTransaction(app.db, async (trx) => {
      await insertConfiguration(
        trx,
        { deviceUuid: pump },
        {
          id,
          deliveredAtSeconds: createdAt.getTime() / 1_000,
          files: { motd: { value, isUnencrypted: true, onChanged: [] } },
          reason: 'initial',
          createdAt,
          createdBy: 'u-100',
        },
      );
      await upsertAppliedConfiguration(trx, pump, {
        at: new Date('2026-03-02T10:01:12Z'),
        factoryId: null,
        groupId: null,
        deviceId: id,
      });
    });
  }
};

const addReports = async (): Promise<void> => {
  const pool = openPool({ url: app.gatewayDatabaseUrl, applicationName: 'test', poolSize: 1 });
  const db = databaseOver(pool);
  const row = app.db.selectFrom('devices').select('generation').where('uuid', '=', pump);
  const device = { uuid: pump, ...(await row.executeTakeFirstOrThrow()) };
  const network = { hostname: 'pump-07', local_ipv4: '10.1.2.3', mac: '02:00:00:aa:bb:07' };
  const descriptions = [
    { kind: 'network', content: JSON.stringify(network) },
    { kind: 'hardware', content: '{"id":"pump","class":"system"}' },
    { kind: 'settings', content: '[pacman]\ntags = "main"\n' },
  ] as const;
  for (const description of descriptions) await recordDescription({ db }, device, description);
  const event = { ...device, device_uuid: pump, correlation_id: '42-1b2c', type_version: 0 };
  const about = { target_name: `${target}-42`, version: '42', ecu: null };
  await insertDeviceEvents(pool, [
    {
      ...{ ...event, ...about, event_id: '1', type_id: 'EcuDownloadStarted' },
      ...{ device_time: '2026-03-03T11:00:00Z', success: null, details: null },
    },
    {
      ...{ ...event, ...about, event_id: '2', type_id: 'EcuInstallationCompleted' },
      ...{ device_time: '2026-03-03T11:02:00Z', success: true, details: 'rebooted' },
    },
  ]);
  await pool.end();
};

/** What is different each time, as JSON writes it within a text. */
const readVolatile = async (token: string): Promise<{ key: string; group: string }> => {
  const ask = supertest(app.server).get('/ota/devices/pump-07/').set('OSF-TOKEN', token);
  const { body } = await ask;
  const key = JSON.stringify(body['public-key']).slice(1, -1);
  expect(key).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  return { key, group: String(body.group.id) };
};

const prepare = async (): Promise<Readonly<Record<string, string>>> => {
  const token = await addPeople();
  const other = await addDevices(token);
  await addConfigurations();
  await addReports();
  const weakRequest = { username: 'u-100', name: 'weak', scopes: ['targets:read'] };
  const weak = (await issueTokenFor(app.operator, app.keys, weakRequest)).token;
  app.clock.set('2026-11-22T00:00:00.000Z');
  return { token, weak, other, origin: app.origin, ...(await readVolatile(token)) };
};

const folder = new URL('examples/', import.meta.url);

// They follow each other as their names do: the last one deletes the device.
test.each(
  readdirSync(folder)
    .filter((name) => name.endsWith('.http'))
    .sort(),
)('%s', async (name) => {
  const exchange = readExchange(new URL(name, folder), values);
  const answer = await play(app.origin, exchange);
  expect(answer.status).toBe(exchange.answer.status);
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  expect([name, isJson]).toEqual([name, answer.status !== 204]);
  // Clients look at no more of such an answer than that it is JSON.
  if (exchange.answer.body === '*') JSON.parse(answer.body);
  else expect(compactJson(answer.body)).toBe(compactJson(exchange.answer.body));
});
