/** SQL on `dpop_proofs`: which proofs of possession have been used. */
import type { Db } from '../database.ts';

/** Marks a proof as used until `expiresAt`; false when it was used before, here or at another instance. */
export const insertDpopProof = async (
  db: Db,
  proof: { readonly hash: Buffer; readonly expiresAt: Date },
): Promise<boolean> => {
  const inserted = await db
    .insertInto('dpop_proofs')
    .values({ hash: proof.hash, expires_at: proof.expiresAt })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .executeTakeFirst();
  return inserted !== undefined;
};

/** Forgets the proofs that are too old to be accepted anyway. */
export const deleteExpiredDpopProofs = async (db: Db, now: Date): Promise<void> => {
  await db.deleteFrom('dpop_proofs').where('expires_at', '<=', now).execute();
};
