/** SQL on those who can give rights to everybody, so that some of them always remain. */
import { sql } from 'kysely';
import type { Trx } from '../database.ts';
import type { SourcedRoles } from './provider-roles.ts';

/** Serialises what may take the last administrator away; the number is arbitrary, but the same everywhere. */
const administratorsLock = 7_305_198_012;

/** Waits until no other transaction is about to take rights of administrators away, and keeps others waiting until its own end. */
export const lockAdministrators = async (trx: Trx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${administratorsLock})`.execute(trx);
};

/**
 * How many active people hold every one of these scopes, directly or by roles, for all devices; `without` counts as if these
 * roles from this source had been taken away.
 */
export const countHolders = async (
  trx: Trx,
  scopes: readonly string[],
  without: SourcedRoles | null = null,
): Promise<number> => {
  const isLeft =
    without === null
      ? sql`true`
      : sql`not (g.user_id = ${without.userId} and g.source is not distinct from ${without.source}
          and g.role_id = any(${[...without.roleIds]}::uuid[]))`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from users u
    where u.deactivated_at is null and u.kind = 'person'
      and array(
        select unnest(u.scopes)
        union
        select unnest(r.scopes) from user_roles g join roles r on r.id = g.role_id
        where g.user_id = u.id and r.device_groups is null and ${isLeft}
      ) @> ${[...scopes]}::text[]`.execute(trx);
  return rows[0]!.count;
};
