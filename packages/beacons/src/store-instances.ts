/** Storing what a beacon reports. */
import type { Context } from '@moorgate/auth';
import {
  type BeaconInstanceInsert,
  deleteOldBeaconInstances,
  insertFreeBeaconAliases,
  listBeaconAliases,
  type Trx,
  updateBeaconAsRefreshed,
  upsertBeaconInstances,
} from '@moorgate/db';
import { instanceAlias } from './aliases/alias-text.ts';
import { vmsMax } from './calls/read-vms.ts';

/** What came from which beacon. */
export interface ReportedInstances {
  readonly beacon: { readonly id: string; readonly address: string };
  readonly instances: readonly BeaconInstanceInsert[];
}

/**
 * Stores the instances of a beacon, which is locked after the names, and gives those without an alias one, `<alias of the beacon>.<name>`,
 * where that is free. Instances that have vanished stay, as long as there are no more than 1,000 in all.
 */
export const storeInstances = async (
  trx: Trx,
  ctx: Context,
  { beacon, instances }: ReportedInstances,
): Promise<void> => {
  const at = ctx.clock.now();
  await updateBeaconAsRefreshed(trx, beacon.id, at);
  await upsertBeaconInstances(trx, { beaconId: beacon.id, at }, instances);
  await nameInstances(trx, ctx, { beacon, instances });
  await deleteOldBeaconInstances(trx, beacon.id, vmsMax);
};

const nameInstances = async (
  trx: Trx,
  ctx: Context,
  { beacon, instances }: ReportedInstances,
): Promise<void> => {
  const known = await listBeaconAliases(trx, beacon.id);
  const beaconAlias = known.find(({ address }) => address === beacon.address)?.alias;
  if (beaconAlias === undefined) return;
  const named = new Set(known.map(({ address }) => address));
  const shared = { beaconId: beacon.id, setBy: null, at: ctx.clock.now() };
  const aliases = instances
    .filter(({ address }) => !named.has(address))
    .flatMap(({ address, name }) => {
      const alias = instanceAlias(beaconAlias, name);
      return alias === null ? [] : [{ alias, address, ...shared }];
    });
  await insertFreeBeaconAliases(trx, aliases);
};
