/** What devices write while they are denied: every kind of write, as the product does it and without its lock. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, openBlobStore } from '@moorgate/blobs';
import { type Db, inTransaction, openPool, type Trx, upsertPendingKeys } from '@moorgate/db';
import { DomainError } from '@moorgate/errors';
import { writeAsDevice } from '../admission/write-as-device.ts';
import { createCheckInQueue } from '../check-in/check-in-queue.ts';
import type { HeldDevice } from '../admission/held-device.ts';
import { makeKey, type TestStore } from './start-store.ts';

/** A row of the kind that devices write, and the removal of files that follows a denial. */
type TestTables = Readonly<{
  test_writes: { id: string; device_uuid: string; file_id: string | null };
  test_removals: { file_id: string; device_uuid: string };
}>;

/**
 * The table of a resource that devices write and that a denial destroys in its own transaction, leaving the files to a
 * job. A denial of the product does so for every such table; here a trigger stands in for its statement.
 */
const schema = `
  create table test_writes (id uuid primary key, device_uuid uuid not null, file_id uuid);
  create table test_removals (file_id uuid primary key, device_uuid uuid not null);
  grant insert, select on test_writes to moorgate_gateway, moorgate_admin;
  grant select, delete on test_removals to moorgate_admin;
  create function destroy_test_writes() returns trigger language plpgsql security definer as $$
  begin
    with destroyed as (delete from test_writes where device_uuid = new.uuid returning file_id)
    insert into test_removals select file_id, new.uuid from destroyed where file_id is not null;
    return null;
  end $$;
  create trigger destroy_test_writes after update on devices for each row
  when (old.denied_at is null and new.denied_at is not null) execute function destroy_test_writes();`;

/** Makes the table. */
export const createTestWrites = async (store: TestStore): Promise<void> => {
  const owner = openPool({ url: store.database.url, applicationName: 'test' });
  await owner.query(schema).finally(() => owner.end());
};

const insertWrite = async (trx: Trx, uuid: string, fileId: string | null): Promise<void> => {
  const row = { id: randomUUID(), device_uuid: uuid, file_id: fileId };
  await trx.withTables<TestTables>().insertInto('test_writes').values(row).execute();
};

const content = async function* () {
  await Promise.resolve();
  yield randomBytes(8);
};

/** Who writes, and through what. */
export interface Writer {
  readonly store: TestStore;
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly device: HeldDevice;
  step(): Promise<void>;
}

/** Writes by their kinds. */
export type Writes = Readonly<Record<string, (writer: Writer) => Promise<void>>>;

const report = { targetName: 'lmp-1', tag: 'main', ostreeHash: 'abc', apps: 'web' };

/** The writes of the product. */
export const lockedWrites: Writes = {
  'check-in': async ({ store, db, device }) => {
    const { clock, log } = store.ctx;
    const count = (outcome: string): void => {
      if (outcome === 'write_failed') throw new Error(outcome);
    };
    const queue = createCheckInQueue({ db, clock, log, count });
    queue.note(device, report);
    await queue.close();
  },
  'refused key': ({ store, db, device }) => {
    const { spki, spki_sha256: spkiSha256 } = makeKey();
    const { uuid: deviceUuid, generation } = device;
    const key = { deviceUuid, generation, spki, spkiSha256, at: store.clock.now() };
    return upsertPendingKeys(db, [key], 5);
  },
  row: ({ db, device }) =>
    writeAsDevice({ db }, device, (trx) => insertWrite(trx, device.uuid, null)),
  upload: (writer) =>
    writer.blobs.receive(content(), (blob) =>
      writeAsDevice(writer, writer.device, async (trx) => {
        await insertWrite(trx, writer.device.uuid, blob.id);
        await writer.step();
        await blob.place();
      }),
    ),
};

/** Runs `work` if a look at the device, which locks nothing, finds it as it was judged. */
const ifUnchanged = ({ db, device }: Writer, work: (trx: Trx) => Promise<unknown>): Promise<void> =>
  inTransaction(db, async (trx) => {
    const row = await trx
      .selectFrom('devices')
      .select('generation')
      .where('uuid', '=', device.uuid)
      .where('denied_at', 'is', null)
      .executeTakeFirst();
    if (row?.generation === device.generation) await work(trx);
  });

/** The same writes as one would write them who forgot the lock. */
export const carelessWrites: Writes = {
  'check-in': (writer) =>
    ifUnchanged(writer, (trx) =>
      trx
        .updateTable('device_check_ins')
        .set({ tag: report.tag })
        .where('device_uuid', '=', writer.device.uuid)
        .execute(),
    ),
  'refused key': (writer) =>
    ifUnchanged(writer, (trx) => {
      const { uuid: device_uuid } = writer.device;
      const rest = { state: 'pending' as const, created_at: writer.store.clock.now() };
      const key = { device_uuid, ...makeKey(), ...rest, last_presented_at: null };
      return trx.insertInto('device_keys').values(key).execute();
    }),
  row: (writer) => ifUnchanged(writer, (trx) => insertWrite(trx, writer.device.uuid, null)),
};

/** An upload under the lock, but with a file that is placed only after the commit and whatever happens then. */
export const writeThenPlace = (
  writer: Pick<Writer, 'db' | 'blobs' | 'device'>,
  meanwhile: () => Promise<void>,
): Promise<void> =>
  writer.blobs.receive(content(), async (blob) => {
    const { uuid } = writer.device;
    await writeAsDevice(writer, writer.device, (trx) => insertWrite(trx, uuid, blob.id));
    await meanwhile();
    await blob.place();
  });

/** A refusal is an outcome; everything else is a failure. */
export const outcomeOf = async (write: Promise<void>): Promise<string> => {
  try {
    await write;
    return 'done';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

/** A folder of blobs, and what is done with it when rows are gone. */
export interface BlobFolder {
  readonly blobs: BlobStore;
  /** Removes the files whose rows the denial of a device destroyed, as the job that follows it does. */
  runRemovals(db: Db, uuid: string): Promise<void>;
  /** How many files there are, arriving ones included. */
  countFiles(): Promise<number>;
  close(): Promise<void>;
}

/** Makes an empty folder. */
export const openBlobFolder = async (): Promise<BlobFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-crossing-'));
  const blobs = await openBlobStore(folder);
  return {
    blobs,
    runRemovals: async (db, uuid) => {
      const rows = await db
        .withTables<TestTables>()
        .deleteFrom('test_removals')
        .where('device_uuid', '=', uuid)
        .returning('file_id')
        .execute();
      for (const { file_id: id } of rows) await blobs.remove(id);
    },
    countFiles: async () => {
      const lists = await Promise.all(
        ['incoming', 'files'].map((one) => readdir(join(folder, one))),
      );
      return lists.flat().length;
    },
    close: () => rm(folder, { recursive: true }),
  };
};

/** What there is of a device that it wrote itself. */
export const listLeftBehind = async (
  { db }: Pick<TestStore, 'db'>,
  uuid: string,
): Promise<string[]> => {
  const [checkIn, keys, writes] = await Promise.all([
    db
      .selectFrom('device_check_ins')
      .select(['target_name', 'tag', 'ostree_hash', 'apps'])
      .where('device_uuid', '=', uuid)
      .executeTakeFirst(),
    db
      .selectFrom('device_keys')
      .select('state')
      .where('device_uuid', '=', uuid)
      .where('state', '=', 'pending')
      .execute(),
    db
      .withTables<TestTables>()
      .selectFrom('test_writes')
      .select('file_id')
      .where('device_uuid', '=', uuid)
      .execute(),
  ]);
  return [
    ...(Object.values(checkIn ?? {}).some((text) => text !== '') ? ['check-in'] : []),
    ...(keys.length > 0 ? ['refused key'] : []),
    ...writes.map((write) => (write.file_id === null ? 'row' : 'upload')),
  ];
};
