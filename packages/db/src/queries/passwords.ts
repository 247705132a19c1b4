/** SQL on the passwords in `users`, and on `former_passwords`. */
import type { Db, Trx } from '../database.ts';

/** Sets a new password, by its hash. */
export const updateUserPassword = async (
  trx: Trx,
  id: string,
  password: { readonly hash: string; readonly changedAt: Date; readonly isTemporary: boolean },
): Promise<void> => {
  await trx
    .updateTable('users')
    .set({
      password_hash: password.hash,
      password_changed_at: password.changedAt,
      password_is_temporary: password.isTemporary,
    })
    .where('id', '=', id)
    .execute();
};

/** Since when a user has their password, in milliseconds since 1970, and whether somebody else chose it. */
export const findPasswordStateByUser = async (
  db: Db,
  userId: string,
): Promise<{ readonly changedAtMs: number | null; readonly isTemporary: boolean }> => {
  const row = await db
    .selectFrom('users')
    .select(['password_changed_at', 'password_is_temporary'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    changedAtMs: row.password_changed_at?.getTime() ?? null,
    isTemporary: row.password_is_temporary,
  };
};

/** Writes a hash of the same password with newer parameters, unless the password was changed meanwhile. */
export const updateUserPasswordHash = async (
  db: Db,
  id: string,
  hash: { readonly before: string; readonly after: string },
): Promise<void> => {
  await db
    .updateTable('users')
    .set({ password_hash: hash.after })
    .where('id', '=', id)
    .where('password_hash', '=', hash.before)
    .execute();
};

/** The hashes of the passwords that a user had before the present one, the youngest first, `limit` at most. */
export const listFormerPasswordHashes = async (
  db: Db,
  userId: string,
  limit: number,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('former_passwords')
    .select('hash')
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.hash);
};

/** Keeps the hash of a password that is being replaced. */
export const insertFormerPassword = async (
  trx: Trx,
  former: { readonly userId: string; readonly hash: string; readonly replacedAt: Date },
): Promise<void> => {
  await trx
    .insertInto('former_passwords')
    .values({ user_id: former.userId, hash: former.hash, replaced_at: former.replacedAt })
    .execute();
};

/** Deletes all but the youngest `kept` of the former passwords of a user. */
export const deleteFormerPasswords = async (
  trx: Trx,
  userId: string,
  kept: number,
): Promise<void> => {
  const youngest = trx
    .selectFrom('former_passwords')
    .select('id')
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .limit(kept);
  await trx
    .deleteFrom('former_passwords')
    .where('user_id', '=', userId)
    .where('id', 'not in', youngest)
    .execute();
};
