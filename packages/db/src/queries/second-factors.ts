/** SQL on `second_factors` and `recovery_codes`. */
import type { Trx } from '../database.ts';

export interface SecondFactorRow {
  readonly sealed_secret: Buffer;
  readonly key_version: number;
  readonly confirmed_at: Date | null;
  readonly last_step: number;
  readonly failures: number;
  readonly failures_since: Date | null;
}

export interface RecoveryCodeRow {
  readonly hash: Buffer;
  readonly key_version: number;
}

/** The second factor of a user, confirmed or not, locked until the end of the transaction. */
export const lockSecondFactorByUser = (
  trx: Trx,
  userId: string,
): Promise<SecondFactorRow | undefined> =>
  trx
    .selectFrom('second_factors')
    .select([
      'sealed_secret',
      'key_version',
      'confirmed_at',
      'last_step',
      'failures',
      'failures_since',
    ])
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst();

/** Begins a second factor; one that was begun before and never confirmed is replaced. False where a confirmed one stands. */
export const upsertSecondFactor = async (
  trx: Trx,
  factor: {
    readonly userId: string;
    readonly sealedSecret: Buffer;
    readonly keyVersion: number;
    readonly createdAt: Date;
  },
): Promise<boolean> => {
  const secret = {
    sealed_secret: factor.sealedSecret,
    key_version: factor.keyVersion,
    created_at: factor.createdAt,
    last_step: 0,
    failures: 0,
    failures_since: null,
  };
  const begun = await trx
    .insertInto('second_factors')
    .values({ user_id: factor.userId, confirmed_at: null, ...secret })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet(secret)
        .where('second_factors.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  return begun !== undefined;
};

/** Marks a second factor as shown to work. */
export const updateSecondFactorConfirmed = async (
  trx: Trx,
  userId: string,
  at: Date,
): Promise<void> => {
  await trx
    .updateTable('second_factors')
    .set({ confirmed_at: at })
    .where('user_id', '=', userId)
    .execute();
};

/** Remembers the time step of an accepted code, and forgives the wrong ones. False when a code of that step or a later one was accepted. */
export const updateSecondFactorStep = async (
  trx: Trx,
  userId: string,
  step: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await trx
    .updateTable('second_factors')
    .set({ last_step: step, failures: 0, failures_since: null })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Sets how many wrong codes there were, and since when. */
export const updateSecondFactorFailures = async (
  trx: Trx,
  userId: string,
  failures: { readonly count: number; readonly since: Date | null },
): Promise<void> => {
  await trx
    .updateTable('second_factors')
    .set({ failures: failures.count, failures_since: failures.since })
    .where('user_id', '=', userId)
    .execute();
};

/** Removes the second factor of a user with its recovery codes; false where there was none. */
export const deleteSecondFactor = async (trx: Trx, userId: string): Promise<boolean> => {
  const { numDeletedRows } = await trx
    .deleteFrom('second_factors')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
};

/** Inserts the keyed hashes of recovery codes. */
export const insertRecoveryCodes = async (
  trx: Trx,
  userId: string,
  hashes: readonly { readonly hash: Buffer; readonly keyVersion: number }[],
): Promise<void> => {
  await trx
    .insertInto('recovery_codes')
    .values(
      hashes.map(({ hash, keyVersion }) => ({
        user_id: userId,
        hash,
        key_version: keyVersion,
        used_at: null,
      })),
    )
    .execute();
};

/** The recovery codes of a user that were not used. */
export const listUnusedRecoveryCodes = (trx: Trx, userId: string): Promise<RecoveryCodeRow[]> =>
  trx
    .selectFrom('recovery_codes')
    .select(['hash', 'key_version'])
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute();

/** Marks a recovery code as used; false when it was used before. */
export const updateRecoveryCodeUsed = async (
  trx: Trx,
  code: { readonly userId: string; readonly hash: Buffer; readonly at: Date },
): Promise<boolean> => {
  const { numUpdatedRows } = await trx
    .updateTable('recovery_codes')
    .set({ used_at: code.at })
    .where('user_id', '=', code.userId)
    .where('hash', '=', code.hash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
