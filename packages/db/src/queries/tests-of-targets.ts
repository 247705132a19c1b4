/** Statements about the tests of a target, whichever devices ran them. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { DeviceTestRow } from './device-tests.ts';

/** A test, and the device that ran it. */
export interface TargetTestRow extends DeviceTestRow {
  readonly device_uuid: string;
  /** Null for a device without one. */
  readonly device_name: string | null;
}

/** The version at the end of the name of a target, as the index has it. */
const versionOf = sql`(substring(t.target_name from '-(\\d{1,9})$')::integer)`;

/** The versions of targets that devices of a factory tested, the lowest first. */
export const listTestedVersions = async (db: Db, factory: string): Promise<number[]> => {
  const { rows } = await sql<{ version: number }>`
    select distinct ${versionOf} as version
    from device_tests t join devices d on d.uuid = t.device_uuid
    where d.factory = ${factory} and ${versionOf} is not null order by version`.execute(db);
  return rows.map(({ version }) => version);
};

/** Which tests. */
export interface TargetTestQuery {
  readonly factory: string;
  readonly version: number;
  /** Those of this id alone: devices choose ids, and two may choose the same. */
  readonly id?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Tests of targets of a version, the newest first. */
export const listTestsOfTargets = async (
  db: Db,
  { factory, version, id, offset, limit }: TargetTestQuery,
): Promise<TargetTestRow[]> => {
  const { rows } = await sql<TargetTestRow>`
    select t.id, t.name, t.target_name, t.status, t.details, t.results, t.created_at, t.completed_at,
      t.device_uuid, d.name as device_name
    from device_tests t join devices d on d.uuid = t.device_uuid
    where d.factory = ${factory} and ${versionOf} = ${version} and (${id ?? null}::text is null or t.id = ${id ?? null})
    order by t.created_at desc, t.device_uuid, t.ordinal desc offset ${offset} limit ${limit}`.execute(
    db,
  );
  return rows;
};

/** How many tests of targets of a version there are. */
export const countTestsOfTargets = async (
  db: Db,
  { factory, version }: Pick<TargetTestQuery, 'factory' | 'version'>,
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from device_tests t join devices d on d.uuid = t.device_uuid
    where d.factory = ${factory} and ${versionOf} = ${version}`.execute(db);
  return rows[0]!.count;
};
