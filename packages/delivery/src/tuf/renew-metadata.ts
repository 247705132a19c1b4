/** Signing metadata again long before it expires. */
import type { Context } from '@moorgate/auth';
import {
  deleteReplacedMetadata,
  findUpdateSigningById,
  inTransaction,
  listUpdateSigningsToRenew,
  lockTufVersionByFactory,
  type Trx,
  type UpdateSigningRow,
} from '@moorgate/db';
import { addDays } from '@moorgate/tuf';
import type { TufServices } from './keys/keyring.ts';
import { metadataGraceSeconds } from './find-device-metadata.ts';
import { signAgain } from './sign-again.ts';
import { renewTargetSets } from './target-sets.ts';

/** Whoever renews. */
export type RenewalServices = TufServices & Pick<Context, 'db' | 'log'>;

/** How many updates and sets of targets had their metadata renewed, and how many should have. */
export interface RenewalRound {
  readonly renewed: number;
  readonly failed: number;
}

/** A timestamp is good for seven days; so much is left of it when it is renewed, for days on which nobody could renew it. */
const renewBeforeDays = 4;

const batch = 200;

/** No device finds it any more. */
const keptSeconds = 2 * metadataGraceSeconds;

/** Under the lock of its factory: another instance may have done it, or the update may be gone. */
const renewOne = async (
  trx: Trx,
  services: TufServices,
  { update_id: updateId, factory }: UpdateSigningRow,
): Promise<boolean> => {
  await lockTufVersionByFactory(trx, factory);
  const now = await findUpdateSigningById(trx, updateId);
  const due = addDays(services.clock.now(), renewBeforeDays);
  if (now?.origin !== 'signed' || now.expires_at >= due) return false;
  await signAgain(trx, services, { updateId, factory, what: 'due' });
  return true;
};

/**
 * Deletes what was replaced some minutes ago, and renews the metadata of the targets and of every update that was signed here and of which less than four days are left, each in a transaction of its
 * own; devices find all of the old or all of the new. One that fails is logged and does not keep the others. Several instances
 * may do it at once: each update is renewed once.
 */
export const renewMetadata = async (services: RenewalServices): Promise<RenewalRound> => {
  await deleteReplacedMetadata(services.db, keptSeconds);
  const before = addDays(services.clock.now(), renewBeforeDays);
  const sets = await renewTargetSets(services, renewBeforeDays);
  const failed = new Set<string>();
  let { renewed } = sets;
  for (;;) {
    const limit = batch + failed.size;
    const due = await listUpdateSigningsToRenew(services.db, { before, limit });
    const next = due.filter(({ update_id: id }) => !failed.has(id));
    if (next.length === 0) return { renewed, failed: failed.size + sets.failed };
    for (const signing of next) {
      try {
        const isDone = await inTransaction(services.db, (trx) => renewOne(trx, services, signing));
        if (isDone) renewed += 1;
      } catch (error) {
        failed.add(signing.update_id);
        const { log } = services;
        log.error({ err: error, updateId: signing.update_id }, 'metadata could not be renewed');
      }
    }
  }
};
