/** Statements about the tests that devices report. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { TestResultColumn, TestStatus } from '../tables/tests.ts';

/** A test of one device. */
export interface DeviceTestRow {
  readonly id: string;
  readonly name: string;
  readonly target_name: string;
  readonly status: TestStatus;
  readonly details: string | null;
  readonly results: readonly TestResultColumn[] | null;
  readonly created_at: Date;
  readonly completed_at: Date | null;
}

const columns = [
  'id',
  'name',
  'target_name',
  'status',
  'details',
  'results',
  'created_at',
  'completed_at',
] as const;

/** What a test begins with. */
export interface NewDeviceTest {
  readonly id: string;
  readonly name: string;
  readonly targetName: string;
  readonly createdAt: Date;
}

/** Keeps others from writing tests of the device until the commit; its other writes go on. */
export const lockDeviceTests = async (trx: Trx, uuid: string): Promise<void> => {
  await sql`select from devices where uuid = ${uuid}::uuid for no key update`.execute(trx);
};

/** Begins a test, in the place of one of the same id, whose artifacts go with it. */
export const insertDeviceTest = async (
  trx: Trx,
  uuid: string,
  test: NewDeviceTest,
): Promise<void> => {
  await trx
    .deleteFrom('device_tests')
    .where('device_uuid', '=', uuid)
    .where('id', '=', test.id)
    .execute();
  await trx
    .insertInto('device_tests')
    .values({
      device_uuid: uuid,
      id: test.id,
      name: test.name,
      target_name: test.targetName,
      status: 'RUNNING',
      details: null,
      results: null,
      created_at: test.createdAt,
      completed_at: null,
    })
    .execute();
};

/** Deletes all tests of a device but so many that began last, with their artifacts. */
export const deleteOldDeviceTests = async (trx: Trx, uuid: string, kept: number): Promise<void> => {
  await sql`
    delete from device_tests where device_uuid = ${uuid}::uuid and ordinal <= (
      select ordinal from device_tests where device_uuid = ${uuid}::uuid
      order by ordinal desc offset ${kept} limit 1
    )`.execute(trx);
};

/** Notes how a test ended; false where there is none of that id. */
export const updateDeviceTestAsCompleted = async (
  trx: Trx,
  key: { readonly uuid: string; readonly id: string },
  end: {
    readonly status: TestStatus;
    readonly details: string | null;
    readonly results: readonly TestResultColumn[] | null;
    readonly completedAt: Date;
  },
): Promise<boolean> => {
  const { status, details, results, completedAt: completed_at } = end;
  const row = await trx
    .updateTable('device_tests')
    .set({
      status,
      details,
      results: results === null ? null : sql`${JSON.stringify(results)}::jsonb`,
      completed_at,
    })
    .where('device_uuid', '=', key.uuid)
    .where('id', '=', key.id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** The tests of a device, the one that changed least lately first. */
export const listDeviceTests = (db: Db, uuid: string): Promise<DeviceTestRow[]> =>
  db
    .selectFrom('device_tests')
    .select(columns)
    .where('device_uuid', '=', uuid)
    .orderBy(({ fn }) => fn.coalesce('completed_at', 'created_at'))
    .orderBy('ordinal')
    .execute();

/** One test. */
export const findDeviceTestById = (
  db: Db,
  uuid: string,
  id: string,
): Promise<DeviceTestRow | undefined> =>
  db
    .selectFrom('device_tests')
    .select(columns)
    .where('device_uuid', '=', uuid)
    .where('id', '=', id)
    .executeTakeFirst();
