/** Asking a beacon again which hosts it reaches. */
import { type Context, recordAudit, requireUnlimited } from '@moorgate/auth';
import {
  type BeaconRow,
  findBeaconTokenById,
  inTransaction,
  lockBeaconById,
  lockBeaconNames,
} from '@moorgate/db';
import { DomainError, fault } from '@moorgate/errors';
import { requireBeaconAddress } from './address.ts';
import { openBeaconToken } from './beacon-token.ts';
import { requireChangeable } from './resolve-beacon.ts';
import type { BeaconServices } from './services.ts';
import { storeInstances } from './store-instances.ts';

/**
 * Stores what a beacon reaches now. Throws `scope_missing` without `beacons:manage`, `beacon_not_found`, `beacon_forbidden`
 * below level 1, `beacon_address_forbidden` where its name has come to mean an address that the policy forbids, and
 * `beacon_call_failed`.
 */
export const refreshBeacon = async (
  ctx: Context,
  services: BeaconServices,
  text: string,
): Promise<void> => {
  requireUnlimited(ctx.principal, ['beacons:manage']);
  await refresh(ctx, services, await requireChangeable(ctx, text));
};

/** The same where it is a favour: whoever may not have it, or a beacon that does not answer, changes nothing. */
export const refreshIfPossible = async (
  ctx: Context,
  services: BeaconServices,
  text: string,
): Promise<void> => {
  try {
    await refreshBeacon(ctx, services, text);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'internal') throw error;
    ctx.log.info({ code: error.code }, 'a beacon was not refreshed');
  }
};

const refresh = async (
  ctx: Context,
  { sealingKeys, beaconCaller }: BeaconServices,
  { id }: BeaconRow,
): Promise<void> => {
  const row = await findBeaconTokenById(ctx.db, id);
  if (row === undefined) throw fault('beacon_not_found');
  const token = openBeaconToken(sealingKeys, row);
  const instances = await beaconCaller.listVms(requireBeaconAddress(row.address), token);
  await inTransaction(ctx.db, async (trx) => {
    await lockBeaconNames(trx);
    const beacon = await lockBeaconById(trx, id);
    if (beacon === undefined) throw fault('beacon_not_found');
    await storeInstances(trx, ctx, { beacon, instances });
    await recordAudit(trx, ctx, {
      action: 'beacon.refreshed',
      targetKind: 'beacon',
      targetId: id,
      after: { address: beacon.address, instances: instances.length },
    });
  });
};
