/** Connecting a beacon. */
import { randomUUID } from 'node:crypto';
import {
  type Context,
  principalName,
  recordAudit,
  requireUnlimited,
  type UserPrincipal,
} from '@moorgate/auth';
import {
  type BeaconInstanceInsert,
  type Db,
  findBeaconAliasByName,
  findBeaconByAddress,
  inTransaction,
  insertBeacon,
  lockActiveAccountById,
  lockBeaconNames,
  type Trx,
  upsertBeaconAlias,
  upsertBeaconPermission,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type BeaconAddress, normalAddress, requireBeaconAddress } from './address.ts';
import { checkAlias } from './aliases/alias-text.ts';
import { checkBeaconToken, sealBeaconToken } from './beacon-token.ts';
import type { BeaconServices } from './services.ts';
import { storeInstances } from './store-instances.ts';

/** A beacon that shall be known. */
export interface BeaconRequest {
  readonly address: string;
  readonly token: string;
  /** Null for one that is known by its address alone. */
  readonly alias: string | null;
}

interface NewBeacon {
  readonly id: string;
  readonly address: BeaconAddress;
  readonly alias: string | null;
  readonly owner: UserPrincipal;
}

/**
 * Asks a beacon which hosts it reaches and, only if it answers, stores it with them, its alias, and whoever asks as its
 * owner. Throws `scope_missing` without `beacons:create`, `invalid_request`, `beacon_alias_taken`, `beacon_exists`,
 * `beacon_address_forbidden` and `beacon_call_failed`; then nothing is stored.
 */
export const createBeacon = async (
  ctx: Context,
  services: BeaconServices,
  request: BeaconRequest,
): Promise<void> => {
  const { principal: owner } = ctx;
  if (owner.kind !== 'user') throw fault('credentials_required');
  requireUnlimited(owner, ['beacons:create']);
  const { alias, token } = request;
  const address = requireBeaconAddress(request.address);
  if (alias !== null) checkAlias(alias, '/Alias');
  checkBeaconToken(token);
  const beacon = { id: randomUUID(), address, alias, owner };
  await requireFreeNames(ctx.db, beacon);
  const instances = await services.beaconCaller.listVms(address, token);
  const sealed = sealBeaconToken(services.sealingKeys, beacon.id, token);
  await inTransaction(ctx.db, async (trx) => {
    await lockBeaconNames(trx);
    await requireActive(trx, owner);
    await requireFreeNames(trx, beacon);
    const row = {
      id: beacon.id,
      address: address.text,
      token: sealed,
      createdAt: ctx.clock.now(),
      createdBy: principalName(owner),
    };
    if (!(await insertBeacon(trx, row))) throw fault('beacon_exists');
    await equip(trx, ctx, { ...beacon, instances });
  });
};

/** The call takes its time, in which the account may have been deactivated. */
const requireActive = async (trx: Trx, { userId }: UserPrincipal): Promise<void> => {
  if (!(await lockActiveAccountById(trx, userId))) throw fault('credentials_invalid');
};

const requireFreeNames = async (db: Db, { address, alias }: NewBeacon): Promise<void> => {
  if ((await findBeaconByAddress(db, address.text)) !== undefined) throw fault('beacon_exists');
  if ((await findBeaconAliasByName(db, address.text)) !== undefined)
    throw fault('beacon_alias_taken');
  if (alias === null || normalAddress(alias) === address.text) return;
  const present = await findBeaconAliasByName(db, alias);
  const isTaken = present !== undefined && present.address !== address.text;
  const namesake = await findBeaconByAddress(db, normalAddress(alias));
  if (isTaken || namesake !== undefined) throw fault('beacon_alias_taken');
};

/** What belongs to a beacon from its beginning. */
const equip = async (
  trx: Trx,
  ctx: Context,
  beacon: NewBeacon & { readonly instances: readonly BeaconInstanceInsert[] },
): Promise<void> => {
  const { id, address, alias, owner, instances } = beacon;
  const at = ctx.clock.now();
  const isNamed = alias !== null && normalAddress(alias) !== address.text;
  if (isNamed) {
    const named = { alias, address: address.text, beaconId: id, setBy: owner.userId, at };
    await upsertBeaconAlias(trx, named);
  }
  await upsertBeaconPermission(trx, { beaconId: id, userId: owner.userId }, 2);
  await storeInstances(trx, ctx, { beacon: { id, address: address.text }, instances });
  await recordAudit(trx, ctx, {
    action: 'beacon.created',
    targetKind: 'beacon',
    targetId: id,
    after: { address: address.text, alias: isNamed ? alias : null, instances: instances.length },
  });
};
