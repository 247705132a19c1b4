/** A store with what the tests of use cases need: a context, a clock that stands still, and devices to work on. */
import { createHash, randomUUID } from 'node:crypto';
import type { Context, SystemPrincipal } from '@moorgate/auth';
import {
  createConfirmations,
  databaseOver,
  type Db,
  insertDevice,
  insertDeviceCheckIn,
  insertDeviceKey,
  inTransaction,
  type KeyState,
  type Labels,
  listAuditRecordsByTarget,
  openPool,
  type Pool,
} from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  createKeyPair,
  createTestDatabase,
  createTestPki,
  type FrozenClock,
  frozenClock,
  type TestDatabase,
  type TestPki,
} from '@moorgate/testing';
import { importDeviceCas } from '../device-cas/import-device-cas.ts';

/** A key, as the store keeps it. */
export interface TestKey {
  readonly spki: Buffer;
  readonly spki_sha256: Buffer;
}

/** Makes a key pair and keeps the public half. */
export const makeKey = (): TestKey => {
  const spki = createKeyPair().publicKey.export({ type: 'spki', format: 'der' });
  return { spki, spki_sha256: createHash('sha256').update(spki).digest() };
};

/** What a device of a test starts with. */
export interface TestDevice {
  readonly uuid?: string;
  readonly labels?: Labels;
  readonly createdAt?: Date;
  readonly lastSeenAt?: Date;
  readonly keys?: readonly (TestKey & { readonly state: KeyState })[];
}

export interface TestStore {
  readonly database: TestDatabase;
  readonly ctx: Context;
  readonly clock: FrozenClock;
  /** On the rights of the admin API. */
  readonly db: Db;
  /** The connections under it. */
  readonly pool: Pool;
  readonly pki: TestPki;
  /** The id of the one CA. */
  readonly caId: string;
  insertDevice(device?: TestDevice): Promise<string>;
  /** Records a device and key that wait for approval. */
  insertPendingEnrolment(uuid: string, key: TestKey): Promise<void>;
  /** The actions of the audit about one target, oldest first. */
  listActions(kind: string, id: string): Promise<string[]>;
  /** What the change feed has been told, oldest first. */
  listChanges(): Promise<{ kind: string; device_uuid: string | null }[]>;
  /** Returns when as many transactions wait for a lock. */
  waitForBlocked(count: number): Promise<void>;
  /** Connections with the rights of the gateway. */
  gatewayPool(): Pool;
  close(): Promise<void>;
}

const principal: SystemPrincipal = { kind: 'system', name: 'tester' };

/** Clones a database and imports one device CA into it. */
export const startStore = async (): Promise<TestStore> => {
  const database = await createTestDatabase();
  const pool = openPool({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  const db = databaseOver(pool);
  const gatewayPools: Pool[] = [];
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const log = createLogger({ service: 'test', level: 'silent' });
  const confirmations = createConfirmations(db);
  const from = { principal, requestId: 'r-1', address: '192.0.2.1' };
  const ctx: Context = { db, confirmations, clock, log, ...from };
  const pki = createTestPki({ factory: 'acme' });
  const { added } = await importDeviceCas(ctx, pki.deviceCa.certPem);
  const caId = added[0]!.id;

  return {
    database,
    ctx,
    clock,
    db,
    pool,
    pki,
    caId,
    insertDevice: (device = {}) => insertTestDevice(ctx, caId, device),
    insertPendingEnrolment: async (uuid, key) => {
      const row = {
        device_uuid: uuid,
        ...key,
        device_ca_id: caId,
        factory: 'acme',
        is_production: false,
        remote_address: '192.0.2.7',
        first_presented_at: clock.now(),
        last_presented_at: clock.now(),
      };
      await db.insertInto('pending_enrolments').values(row).execute();
    },
    listActions: async (kind, id) =>
      (await listAuditRecordsByTarget(db, { kind, id })).map((record) => record.action),
    listChanges: () =>
      db.selectFrom('change_feed').select(['kind', 'device_uuid']).orderBy('sequence').execute(),
    waitForBlocked: async (count) => {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const { rows } = await pool.query<{ blocked: number }>(
          `select count(*)::int as blocked from pg_locks join pg_stat_activity using (pid)
           where datname = current_database() and not granted`,
        );
        if ((rows[0]?.blocked ?? 0) >= count) return;
        if (Date.now() > deadline) throw new Error('nothing waits for a lock');
      }
    },
    gatewayPool: () => {
      const url = database.urlFor('moorgate_gateway');
      const gatewayPool = openPool({ url, applicationName: 'test' });
      gatewayPools.push(gatewayPool);
      return gatewayPool;
    },
    close: async () => {
      await Promise.all(gatewayPools.map((one) => one.end()));
      await db.destroy();
      await database.drop();
    },
  };
};

const insertTestDevice = (ctx: Context, caId: string, device: TestDevice): Promise<string> =>
  inTransaction(ctx.db, async (trx) => {
    const uuid = device.uuid ?? randomUUID();
    const created_at = device.createdAt ?? ctx.clock.now();
    const row = { uuid, factory: 'acme', device_ca_id: caId, is_production: false, created_at };
    await insertDevice(trx, row);
    await insertDeviceCheckIn(trx, uuid);
    await trx
      .updateTable('devices')
      .set({ labels: device.labels ?? {} })
      .where('uuid', '=', uuid)
      .execute();
    if (device.lastSeenAt !== undefined) {
      await trx
        .updateTable('device_check_ins')
        .set({ last_seen_at: device.lastSeenAt, target_name: 'lmp-42', tag: 'main', apps: 'a,b' })
        .where('device_uuid', '=', uuid)
        .execute();
    }
    for (const key of device.keys ?? [{ ...makeKey(), state: 'live' as const }]) {
      await insertDeviceKey(trx, {
        device_uuid: uuid,
        ...key,
        created_at,
        last_presented_at: null,
      });
    }
    return uuid;
  });
