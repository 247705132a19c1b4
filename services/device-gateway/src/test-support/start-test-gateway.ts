/** A gateway on a database of its own, with a device CA, and what a test does on the operators' side. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context } from '@moorgate/auth';
import {
  createConfirmations,
  appendChange,
  databaseOver,
  type Db,
  type EnrolmentPolicy,
  insertDeviceCa,
  inTransaction,
  openPool,
  type Pool,
} from '@moorgate/db';
import { importDeviceCas } from '@moorgate/devices';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  createTestPki,
  type FrozenClock,
  frozenClock,
  type TestCertificate,
  type TestDatabase,
  type TestPki,
} from '@moorgate/testing';
import { type DeviceGatewayConfig, deviceGatewayConfigDefinition } from '../config.ts';
import type { GatewaySurroundings } from '../foundation.ts';
import { type DeviceGateway, startGateway } from '../start-gateway.ts';
import type { Target } from './device-client.ts';

/** What a test works with. */
export interface TestGateway extends Target {
  readonly gateway: DeviceGateway;
  readonly database: TestDatabase;
  readonly config: DeviceGatewayConfig;
  /** An operator's context, on the rights of the admin API. */
  readonly ctx: Context;
  readonly db: Db;
  /** The superuser's connections, for what only a test does. */
  readonly pool: Pool;
  /** The gateway's clock; it moves only when a test moves it. */
  readonly clock: FrozenClock;
  /** Everything that the gateway logged, one object for each line. */
  readonly lines: Record<string, unknown>[];
  /** Adds a device CA, whatever it is, and returns its id when the gateway knows it. */
  trust(
    ca: TestCertificate,
    binding?: { factory?: string; policy?: EnrolmentPolicy },
  ): Promise<string>;
  /** Another gateway on the same store. */
  startAnother(changes?: Partial<DeviceGatewayConfig>): Promise<DeviceGateway>;
  /** Resolves when the gateway has applied all that is committed now. */
  untilFollowed(): Promise<void>;
  close(): Promise<void>;
}

const defaults = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(deviceGatewayConfigDefinition).map(([name, setting]) => [
      name,
      'default' in setting ? setting.default : undefined,
    ]),
  );

/** Tries until `check` answers something, for ten seconds at most unless told otherwise. */
export const until = async <T>(
  check: () => Promise<T | null> | T | null,
  patienceMs = 10_000,
): Promise<T> => {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await check();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const captureLines = (lines: Record<string, unknown>[]) => ({
  write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
});

/** Starts it. Without `changes` it is configured as an installation is, on a free port. */
export const startTestGateway = async (
  changes: Partial<DeviceGatewayConfig> = {},
  pki: TestPki = createTestPki({ factory: 'acme' }),
  surroundings: Pick<GatewaySurroundings, 'endpoints'> = {},
): Promise<TestGateway> => {
  const database = await createTestDatabase();
  const pool = openPool({ url: database.url, applicationName: 'test', poolSize: 3 });
  const db = databaseOver(pool);
  const clock = frozenClock(new Date().toISOString());
  const silent = createLogger({ service: 'test', level: 'silent' });
  const principal = { kind: 'system', name: 'tester' } as const;
  const confirmations = createConfirmations(db);
  const from = { principal, requestId: null, address: null };
  const ctx: Context = { db, confirmations, clock, log: silent, ...from };
  await importDeviceCas(ctx, pki.deviceCa.certPem);

  const folder = await mkdtemp(join(tmpdir(), 'moorgate-gateway-'));
  const config = {
    ...defaults(),
    // A machine that does ten things at once is no fault of the gateway; who tests the limits sets them.
    loopDelayMsMax: 60_000,
    handshakeDelayMsMax: 60_000,
    databaseUrl: database.urlFor('moorgate_gateway'),
    address: '127.0.0.1:0',
    tlsKeyFile: join(folder, 'tls.key'),
    tlsCertificateFile: join(folder, 'tls.pem'),
    ...changes,
  } as DeviceGatewayConfig;
  await writeFile(config.tlsKeyFile, pki.server.keyPem);
  await writeFile(config.tlsCertificateFile, pki.server.certPem);

  const lines: Record<string, unknown>[] = [];
  const log = createLogger({ service: 'gateway', level: 'debug', stream: captureLines(lines) });
  /** A test that starts thousands of them holds none that it has closed. */
  const started = new Set<DeviceGateway>();
  const start = async (more: Partial<DeviceGatewayConfig>): Promise<DeviceGateway> => {
    const one = await startGateway({ ...config, ...more }, { ...surroundings, clock, log });
    started.add(one);
    const close = async (): Promise<void> => {
      await one.close();
      started.delete(one);
    };
    return { ...one, close };
  };
  const gateway = await start({});
  const untilFollowed = async (): Promise<void> => {
    const { rows } = await pool.query<{ sequence: number }>(
      'select sequence from change_feed_counter',
    );
    const head = rows[0]?.sequence ?? 0;
    await until(async () => {
      const applied = await gateway.metrics.valueOf('moorgate_gateway_feed_sequence', {});
      return applied >= head ? true : null;
    });
  };

  return {
    gateway,
    port: gateway.port,
    database,
    config,
    pki,
    ctx,
    db,
    pool,
    clock,
    lines,
    trust: async (ca, binding = {}) => {
      const id = await insertCa(db, ca, { factory: pki.factory, policy: 'open', ...binding });
      await untilFollowed();
      return id;
    },
    startAnother: (more = {}) => start(more),
    untilFollowed,
    close: async () => {
      await Promise.all([...started].map((one) => one.close()));
      await db.destroy();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** Past every check of an import: a gateway must cope with whatever it finds. */
const insertCa = (
  db: Db,
  ca: TestCertificate,
  binding: { readonly factory: string; readonly policy: EnrolmentPolicy },
): Promise<string> =>
  inTransaction(db, async (trx) => {
    const id = randomUUID();
    await insertDeviceCa(trx, {
      id,
      certificate: ca.der,
      certificate_sha256: createHash('sha256').update(ca.der).digest(),
      subject: ca.x509.subject,
      factory: binding.factory,
      enrolment_policy: binding.policy,
      not_before: ca.x509.validFromDate,
      not_after: ca.x509.validToDate,
      created_at: new Date(),
      retired_at: null,
      retired_by: null,
    });
    await appendChange(trx, { kind: 'device_cas' });
    return id;
  });
