/** SQL on `application_permissions`: who may do what with which application. */
import type { Db, Trx } from '../database.ts';

/** The pair that a permission is about. */
export interface ApplicationUser {
  readonly applicationId: number;
  readonly userId: string;
}

/** The level of a user on an application; null for none. */
export const findApplicationLevelByUser = async (
  db: Db,
  { applicationId, userId }: ApplicationUser,
): Promise<number | null> => {
  const row = await db
    .selectFrom('application_permissions')
    .select('level')
    .where('application_id', '=', applicationId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.level ?? null;
};

/** How many people whose accounts are in use own an application. */
export const countApplicationOwners = async (trx: Trx, applicationId: number): Promise<number> => {
  const { count } = await trx
    .selectFrom('application_permissions as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .where('p.application_id', '=', applicationId)
    .where('p.level', '=', 2)
    .where('u.deactivated_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
};

/** Gives a user a level on an application. */
export const upsertApplicationPermission = async (
  trx: Trx,
  { applicationId, userId }: ApplicationUser,
  level: number,
): Promise<void> => {
  await trx
    .insertInto('application_permissions')
    .values({ application_id: applicationId, user_id: userId, level })
    .onConflict((conflict) =>
      conflict.columns(['application_id', 'user_id']).doUpdateSet({ level }),
    )
    .execute();
};

/** Takes a user's level on an application away. */
export const deleteApplicationPermission = async (
  trx: Trx,
  { applicationId, userId }: ApplicationUser,
): Promise<void> => {
  await trx
    .deleteFrom('application_permissions')
    .where('application_id', '=', applicationId)
    .where('user_id', '=', userId)
    .execute();
};
