/** The order in which devices see changes of what applies to them. */
import { sql } from 'kysely';
import { configurationTime } from '../configuration-time.ts';
import type { Trx } from '../database.ts';

/** Keeps everybody else from changing the layer of a factory or a group, and that of any device, until the commit. */
export const lockConfigurationClock = async (trx: Trx): Promise<void> => {
  await sql`select from configuration_clock for update`.execute(trx);
};

/** Keeps everybody else from changing the layer of one device until the commit; its other writes go on. */
export const lockDeviceConfiguration = async (trx: Trx, uuid: string): Promise<void> => {
  await sql`select from devices where uuid = ${uuid}::uuid for no key update`.execute(trx);
};

/**
 * The same for the layers of many devices, which are locked in one order; returns those that there are and that are not
 * denied.
 */
export const lockDeviceConfigurations = async (
  trx: Trx,
  uuids: readonly string[],
): Promise<string[]> => {
  const { rows } = await sql<{ uuid: string }>`
    select uuid from devices where uuid = any(${uuids}::uuid[]) and denied_at is null
    order by uuid for no key update`.execute(trx);
  return rows.map(({ uuid }) => uuid);
};

/** Keeps the layers of factories and groups as they are until the commit; many may do this at once. */
export const lockSharedConfigurationClock = async (trx: Trx): Promise<void> => {
  await sql`select from configuration_clock for share`.execute(trx);
};

/**
 * A time for a change that concerns one device: no earlier than `nowSeconds`, and later than everything that the device
 * may have been given. To be asked under the lock of the device and `lockSharedConfigurationClock`.
 */
export const findNextTimeByDevice = async (
  trx: Trx,
  uuid: string,
  nowSeconds: number,
): Promise<number> => {
  const { next } = await trx
    .selectFrom('devices as d')
    .select(sql<number>`greatest(${nowSeconds}::bigint, 1 + ${configurationTime('d')})`.as('next'))
    .where('d.uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  return next;
};

/**
 * A time for a change that concerns many devices: no earlier than `nowSeconds`, and later than everything that any device
 * may have been given. To be asked under `lockConfigurationClock`.
 */
export const findNextTimeByClock = async (trx: Trx, nowSeconds: number): Promise<number> => {
  const { rows } = await sql<{ next: number }>`
    select greatest(
      ${nowSeconds}::bigint,
      1 + (select max(delivered_at) from configurations),
      1 + (select max(layers_changed_at) from devices)
    ) as next`.execute(trx);
  return rows[0]!.next;
};
