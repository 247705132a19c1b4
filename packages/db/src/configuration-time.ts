/** The time of a configuration that a device compares with what it has, as an expression of statements. */
import { type RawBuilder, sql } from 'kysely';

/**
 * An expression: the time of the newest layer that applies to the device of the row `alias` of `devices`; null for a
 * device that was never to be given anything.
 */
export const configurationTimeText = (alias: string): string => `greatest(
  (select delivered_at from configurations where factory = ${alias}.factory and is_current),
  (select delivered_at from configurations where group_name = ${alias}.group_name and is_current),
  (select delivered_at from configurations where device_uuid = ${alias}.uuid and is_current),
  ${alias}.layers_changed_at
)`;

/** The same for a statement of the query builder. */
export const configurationTime = (alias: string): RawBuilder<number | null> =>
  sql<number | null>`${sql.raw(configurationTimeText(alias))}`;
