/** A store with devices that report, on the rights of each service. */
import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import {
  createConfirmations,
  databaseOver,
  type Db,
  insertDevice,
  insertDeviceCheckIn,
  inTransaction,
  openPool,
  type Pool,
} from '@moorgate/db';
import { createLogger, type Logger } from '@moorgate/observability';
import { createTestDatabase, frozenClock } from '@moorgate/testing';
import type { DeviceEvent } from '../events/device-event.ts';

/** A device as its connection was judged. */
export interface JudgedDevice {
  readonly uuid: string;
  readonly generation: number;
}

/** What a test works with. */
export interface ReportsStore {
  /** On the rights of the admin API. */
  readonly ctx: Context;
  readonly databaseUrl: string;
  /** On the rights of a gateway. */
  readonly gateway: { readonly pool: Pool; readonly db: Db; readonly log: Logger };
  addUpdate(): Promise<string>;
  addDevice(updateId?: string | null): Promise<JudgedDevice>;
  /** What there is of a device in the tables of reports. */
  countRows(uuid: string): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

const tables = ['device_events', 'device_apps_states', 'device_descriptions'] as const;

/** An event of that id; of one update unless said. */
export const eventOf = (id: string, changes: Partial<DeviceEvent> = {}): DeviceEvent => ({
  id,
  correlationId: 'c-1',
  deviceTime: '2026-03-01T11:00:00Z',
  typeId: 'EcuDownloadStarted',
  typeVersion: 0,
  targetName: 'lmp-42',
  version: '42',
  ecu: null,
  success: null,
  details: null,
  ...changes,
});

/** Clones a database. */
export const startReportsStore = async (): Promise<ReportsStore> => {
  const database = await createTestDatabase();
  const databaseUrl = database.urlFor('moorgate_admin');
  const db = databaseOver(openPool({ url: databaseUrl, applicationName: 'test' }));
  const gatewayUrl = database.urlFor('moorgate_gateway');
  const pool = openPool({ url: gatewayUrl, applicationName: 'test' });
  const log = createLogger({ service: 'test', level: 'silent' });
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const principal = { kind: 'system', name: 'tester' } as const;
  const from = { principal, requestId: null, address: null };
  const ctx: Context = { db, confirmations: createConfirmations(db), clock, log, ...from };
  return {
    ctx,
    databaseUrl,
    gateway: { pool, db: databaseOver(pool), log },
    addUpdate: async () => {
      const id = randomUUID();
      const names = { factory: 'acme', tag: 'main', name: id, uploaded_by: 'somebody' };
      await db
        .insertInto('updates')
        .values({ id, ...names, uploaded_at: clock.now() })
        .execute();
      return id;
    },
    addDevice: (updateId = null) =>
      inTransaction(db, async (trx) => {
        const uuid = randomUUID();
        const row = { uuid, factory: 'acme', device_ca_id: null, is_production: false };
        await insertDevice(trx, { ...row, created_at: clock.now() });
        await insertDeviceCheckIn(trx, uuid);
        const { generation } = await trx
          .updateTable('devices')
          .set({ update_id: updateId })
          .where('uuid', '=', uuid)
          .returning('generation')
          .executeTakeFirstOrThrow();
        return { uuid, generation };
      }),
    countRows: async (uuid) => {
      const counts = await Promise.all(
        tables.map((table) =>
          db.selectFrom(table).select('device_uuid').where('device_uuid', '=', uuid).execute(),
        ),
      );
      return Object.fromEntries(tables.map((table, at) => [table, counts[at]!.length]));
    },
    close: async () => {
      await pool.end();
      await db.destroy();
      await database.drop();
    },
  };
};
