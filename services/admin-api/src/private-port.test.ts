/** What those who watch the admin API get to see on its private port. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPool } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, createTestPki, type TestDatabase } from '@moorgate/testing';
import { type AdminApiConfig, adminApiConfigDefinition } from './config.ts';
import { createAdminMetrics } from './metrics.ts';
import { openStore } from './open-store.ts';
import { startAdminApi } from './start-admin-api.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-admin-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const defaults = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(adminApiConfigDefinition).map(([name, setting]) => [
      name,
      'default' in setting ? setting.default : undefined,
    ]),
  );

const configured = (changes: Partial<AdminApiConfig>): AdminApiConfig =>
  ({
    ...defaults(),
    databaseUrl: database.urlFor('moorgate_admin'),
    address: '127.0.0.1:0',
    metricsAddress: '127.0.0.1:0',
    keysDirectory: folder,
    logLevel: 'silent',
    ...changes,
  }) as AdminApiConfig;

const read = async (url: string | null, path: string) => {
  const response = await fetch(`${String(url)}${path}`);
  return { status: response.status, text: await response.text() };
};

test('counts and times requests by operation, and looks at the store', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test', poolSize: 1 });
  await pool.query(
    `insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until)
     values ($1, 'device-gateway', 'one', 1, now(), 0, now() + interval '1 minute')`,
    [randomUUID()],
  );
  const api = await startAdminApi(configured({}));
  try {
    await fetch(`${api.url}/v1/devices`);
    await fetch(`${api.url}/v1/no-such-path`);
    const { status, text } = await read(api.metricsUrl, '/metrics');
    expect(status).toBe(200);
    expect(text).toContain('moorgate_admin_requests_total{operation="listDevices",status="401"} 1');
    expect(text).toContain('moorgate_admin_request_seconds_count{operation="listDevices"} 1');
    expect(text).toContain('moorgate_admin_requests_total{operation="",status="401"} 1');
    expect(text).toContain('moorgate_admin_database_up 1');
    expect(text).toContain('moorgate_admin_gateways{state="current"} 1');
    expect(text).toContain('moorgate_admin_gateways{state="lost"} 0');
    expect(text).toMatch(/^moorgate_admin_database_connections\{state="waiting"\} 0$/m);
    expect(text).toMatch(/^moorgate_event_loop_delay_seconds\{quantile="0.99"\} /m);
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect((await read(api.metricsUrl, '/readyz')).status).toBe(200);
    // What is told there is not told on the port of the operators.
    expect((await fetch(`${api.url}/metrics`)).status).not.toBe(200);
  } finally {
    await api.close();
    await pool.query('delete from feed_followers');
    await pool.end();
  }
});

test('tells that PostgreSQL is away, and goes on telling the rest', async () => {
  const api = await startAdminApi(
    configured({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }),
  );
  try {
    const { status, text } = await read(api.metricsUrl, '/metrics');
    expect(status).toBe(200);
    expect(text).toContain('moorgate_admin_database_up 0');
    expect(text).not.toMatch(/^moorgate_admin_gateways\{/m);
    expect(text).toMatch(/^process_cpu_seconds_total /m);
    const unready = await read(api.metricsUrl, '/readyz');
    expect(unready.status).toBe(503);
    expect(unready.text).toContain('PostgreSQL does not answer.');
    expect((await read(api.metricsUrl, '/healthz')).status).toBe(200);
  } finally {
    await api.close();
  }
});

test('tells when its certificate ends', async () => {
  const { server } = createTestPki({ factory: 'acme' });
  const files = {
    tlsKeyFile: join(folder, 'tls.key'),
    tlsCertificateFile: join(folder, 'tls.pem'),
  };
  await writeFile(files.tlsKeyFile, server.keyPem);
  await writeFile(files.tlsCertificateFile, server.certPem);
  const api = await startAdminApi(configured(files));
  try {
    const { text } = await read(api.metricsUrl, '/metrics');
    const seconds = server.x509.validToDate.getTime() / 1_000;
    expect(text).toContain(`moorgate_admin_server_certificate_expiry_timestamp_seconds ${seconds}`);
  } finally {
    await api.close();
  }
});

test('without an address there is no such port', async () => {
  const api = await startAdminApi(configured({ metricsAddress: undefined }));
  expect(api.metricsUrl).toBeNull();
  await api.close();
});

test('measures how long changes wait for the gateways, and counts those that nobody could confirm', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test', poolSize: 1 });
  const { metrics, noteConfirmation } = createAdminMetrics();
  const log = createLogger({ service: 'test', level: 'silent' });
  const store = openStore(database.urlFor('moorgate_admin'), log, noteConfirmation);
  try {
    expect(await store.confirmations.until(1)).toBe(true);
    await pool.query(
      `insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until)
       values ($1, 'device-gateway', 'behind', 1, now(), 0, now() + interval '1 minute')`,
      [randomUUID()],
    );
    expect(await store.confirmations.until(1)).toBe(false);
    const text = await metrics.text();
    expect(text).toContain('moorgate_admin_confirmation_seconds_count 2');
    expect(text).toContain('moorgate_admin_unconfirmed_changes_total 1');
  } finally {
    await store.close();
    await pool.query('delete from feed_followers');
    await pool.end();
  }
});
