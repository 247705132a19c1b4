/** Statements about actions that operators start on devices. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { TestStatus } from '../tables/tests.ts';

/** An action, and what is known of how it went. */
export interface DeviceActionRow {
  readonly id: string;
  readonly name: string;
  readonly isCaptured: boolean;
  readonly requestedAtMs: number;
  readonly requestedBy: string;
  /** Whether the device was given the configuration that asks for it. */
  readonly isDelivered: boolean;
  /** Whether the same action was asked for again later. */
  readonly isRepeated: boolean;
  /** That of the test that reports it; null where there is none. */
  readonly testStatus: TestStatus | null;
}

/** What was asked for. */
export interface NewDeviceAction {
  readonly id: string;
  readonly name: string;
  readonly isCaptured: boolean;
  readonly configurationRevision: number;
  readonly requestedAt: Date;
  readonly requestedBy: string;
}

/** Notes an action; of those of the device so many that were asked for last stay. */
export const insertDeviceAction = async (
  trx: Trx,
  uuid: string,
  { action, kept }: { readonly action: NewDeviceAction; readonly kept: number },
): Promise<void> => {
  await trx
    .insertInto('device_actions')
    .values({
      device_uuid: uuid,
      id: action.id,
      name: action.name,
      is_captured: action.isCaptured,
      configuration_revision: action.configurationRevision,
      requested_at: action.requestedAt,
      requested_by: action.requestedBy,
    })
    .execute();
  await sql`
    delete from device_actions where device_uuid = ${uuid}::uuid and ordinal <= (
      select ordinal from device_actions where device_uuid = ${uuid}::uuid
      order by ordinal desc offset ${kept} limit 1
    )`.execute(trx);
};

/** The actions of a device, the newest first. */
export const listDeviceActions = async (db: Db, uuid: string): Promise<DeviceActionRow[]> => {
  const { rows } = await sql<DeviceActionRow>`
    select a.id, a.name, a.is_captured as "isCaptured",
      (extract(epoch from a.requested_at) * 1000)::float8 as "requestedAtMs", a.requested_by as "requestedBy",
      coalesce(a.configuration_revision <= given.revision, false) as "isDelivered",
      exists (
        select from device_actions later
        where later.device_uuid = a.device_uuid and later.name = a.name and later.ordinal > a.ordinal
      ) as "isRepeated",
      t.status as "testStatus"
    from device_actions a
    left join device_tests t on t.device_uuid = a.device_uuid and t.id = a.id
    left join applied_configurations applied on applied.device_uuid = a.device_uuid
    left join configurations given on given.id = applied.device_id
    where a.device_uuid = ${uuid}::uuid
    order by a.ordinal desc`.execute(db);
  return rows;
};
