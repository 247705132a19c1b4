/** A store with a factory that signs metadata, for tests of what devices are given. */
import { randomUUID } from 'node:crypto';
import { type Context, drawSealingKeys, type SealingKeys } from '@moorgate/auth';
import { createConfirmations, type Db, inTransaction, openDatabase, type Trx } from '@moorgate/db';
import type { HeldDevice } from '@moorgate/devices';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  type FrozenClock,
  frozenClock,
  type TestDatabase,
} from '@moorgate/testing';
import { type ReadMetadata, readMetadata, type UpdateMetadata } from '@moorgate/tuf';
import { findUpdateMetadataFiles } from '../tuf/read-metadata.ts';
import type { TufServices } from '../tuf/keys/keyring.ts';
import { ensureTufKeys } from '../tuf/keys/set-up-tuf.ts';
import { resignUpdate, signUpdate, type UpdateToSign } from '../tuf/sign-update.ts';

/** What the tests of one file share; the functions answer from the first test on. */
export interface TufGround {
  readonly clock: FrozenClock;
  readonly services: TufServices;
  readonly factory: string;
  database(): TestDatabase;
  db(): Db;
  /** On the rights of a gateway. */
  gatewayDb(): Db;
  ctx(): Context;
  /** Inserts an update without metadata and answers its id. */
  insertUpdate(update?: { readonly tag?: string; readonly name?: string }): Promise<string>;
  /** Inserts an update and signs it; answers its id. */
  addUpdate(update?: Partial<UpdateToSign>): Promise<string>;
  insertDevice(): Promise<string>;
  /** What a gateway holds of the device now. */
  hold(uuid: string): Promise<Pick<HeldDevice, 'uuid' | 'generation' | 'update'>>;
  /** Assigns as an operator does, without asking whether the device would accept it; null takes the assignment away. */
  assign(uuid: string, updateId: string | null): Promise<void>;
  /** The metadata of an update as a device reads it. */
  read(updateId: string): Promise<UpdateMetadata & { readonly root: ReadMetadata<'root'> }>;
}

/** Opens a database before the tests of a file and drops it after them. */
export const useTuf = ({
  sealingKeys = drawSealingKeys(),
}: { readonly sealingKeys?: SealingKeys } = {}): TufGround => {
  let database: TestDatabase;
  let db: Db;
  let gatewayDb: Db;
  const factory = 'acme';
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const services = { clock, sealingKeys };
  const ctx = (): Context => ({
    db,
    confirmations: createConfirmations(db),
    clock,
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'tester' },
    requestId: null,
    address: null,
  });
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
    const url = database.urlFor('moorgate_gateway');
    gatewayDb = openDatabase({ url, applicationName: 'test' });
    await ensureTufKeys(ctx(), { factory, sealingKeys: services.sealingKeys });
  });
  afterAll(async () => {
    await Promise.all([db.destroy(), gatewayDb.destroy()]);
    await database.drop();
  });

  const insertUpdate: TufGround['insertUpdate'] = async ({ tag = 'main', name } = {}) => {
    const id = randomUUID();
    const row = { id, factory, tag, name: name ?? id, uploaded_at: clock.now(), uploaded_by: 'x' };
    await db.insertInto('updates').values(row).execute();
    return id;
  };
  const insertDevice = async (): Promise<string> => {
    const uuid = randomUUID();
    await db.insertInto('devices').values({ uuid, factory, created_at: clock.now() }).execute();
    return uuid;
  };
  return {
    clock,
    services,
    factory,
    database: () => database,
    db: () => db,
    gatewayDb: () => gatewayDb,
    ctx,
    insertUpdate,
    addUpdate: async (update = {}) => {
      const updateId = await insertUpdate(update);
      const request = { ...plainUpdate, ...update, updateId, factory };
      await inTransaction(db, (trx) => signUpdate(trx, services, request));
      return updateId;
    },
    insertDevice,
    hold: async (uuid) => {
      const { generation, id, tag, name } = await db
        .selectFrom('devices as d')
        .leftJoin('updates as u', 'u.id', 'd.update_id')
        .select(['d.generation', 'u.id', 'u.tag', 'u.name'])
        .where('d.uuid', '=', uuid)
        .executeTakeFirstOrThrow();
      const isAssigned = id !== null && tag !== null && name !== null;
      return { uuid, generation, update: isAssigned ? { id, tag, name } : null };
    },
    assign: (uuid, updateId) =>
      inTransaction(db, async (trx: Trx) => {
        if (updateId !== null) await resignUpdate(trx, services, updateId);
        await trx
          .updateTable('devices')
          .set({ update_id: updateId })
          .where('uuid', '=', uuid)
          .execute();
      }),
    read: async (updateId) => {
      const update = db.selectFrom('updates').select(['factory', 'tag', 'name']);
      const key = await update.where('id', '=', updateId).executeTakeFirstOrThrow();
      const files = await findUpdateMetadataFiles({ db }, key);
      return {
        root: readMetadata('root', files.get('root.json')!),
        targets: readMetadata('targets', files.get('targets.json')!),
        snapshot: readMetadata('snapshot', files.get('snapshot.json')!),
        timestamp: readMetadata('timestamp', files.get('timestamp.json')!),
      };
    },
  };
};

const plainUpdate = {
  tag: 'main',
  name: 'intel-corei7-64-lmp',
  version: 1,
  hardwareIds: ['intel-corei7-64'],
  ostreeHash: 'a'.repeat(64),
  apps: {},
  appsHost: 'gateway.example:8443',
};
