/** Changing who may use a beacon. */
import { type Context, recordAudit, requireUnlimited, withDb } from '@moorgate/auth';
import {
  countBeaconOwners,
  deleteBeaconPermission,
  findBeaconLevelByUser,
  inTransaction,
  lockBeaconById,
  type Trx,
  upsertBeaconPermission,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { resolveBeacon } from '../resolve-beacon.ts';
import { judgePermissionChange } from './judge-permission.ts';
import { type Caller, findCaller, findRanked, type RankedUser, sees } from './visible-users.ts';

/** What somebody shall be allowed to do with a beacon. */
export interface WantedPermission {
  /** Its address or alias. */
  readonly beacon: string;
  /** Null: nothing. */
  readonly level: number | null;
}

/** Who asks for whom. */
export interface PermissionParties {
  readonly caller: Caller;
  readonly user: RankedUser;
  /** Leaves a beacon without an owner, if whoever asks has level 1 among people. */
  readonly isForced: boolean;
}

interface Resolved {
  readonly id: string;
  readonly address: string;
  readonly level: number | null;
}

/**
 * Gives a user one level on one beacon, or takes it; the user is one whom whoever asks sees, or who may use the beacon
 * already. Throws `scope_missing` without `beacons:manage`, `beacon_not_found`, `beacon_forbidden`, `user_not_found`, and
 * `beacon_owner_last`.
 */
export const changePermission = async (
  ctx: Context,
  request: WantedPermission & { readonly username: string; readonly isForced: boolean },
): Promise<void> => {
  requireUnlimited(ctx.principal, ['beacons:manage']);
  await inTransaction(ctx.db, async (trx) => {
    const inside = withDb(ctx, trx);
    const resolved = await resolveBeacon(inside, request.beacon);
    if (resolved === null) throw fault('beacon_not_found');
    const caller = await findCaller(inside);
    const isSelf = caller.username === request.username;
    if ((resolved.level ?? -1) < 1 && !isSelf) throw fault('beacon_forbidden');
    const user = await findRanked(trx, request.username);
    if (user === null) throw fault('user_not_found');
    const { id, address } = resolved.beacon;
    const isKnown = (await findBeaconLevelByUser(trx, { beaconId: id, userId: user.id })) !== null;
    if (!isKnown && !sees(caller, user)) throw fault('user_not_found');
    const { isForced, level } = request;
    await change(trx, ctx, { caller, user, isForced, id, address, level });
  });
};

/**
 * Makes several such changes for a user whom whoever asks sees, as a part of a larger change of the same user. Throws
 * `scope_missing`, `beacon_forbidden`, also for a beacon that is nowhere, and `beacon_owner_last`.
 */
export const changePermissions = async (
  trx: Trx,
  ctx: Context,
  { wanted, ...parties }: PermissionParties & { readonly wanted: readonly WantedPermission[] },
): Promise<void> => {
  if (wanted.length === 0) return;
  requireUnlimited(ctx.principal, ['beacons:manage']);
  const resolved = new Map<string, Resolved>();
  for (const { beacon: text, level } of wanted) {
    const found = await resolveBeacon(withDb(ctx, trx), text);
    if (found === null) throw fault('beacon_forbidden');
    const { id, address } = found.beacon;
    resolved.set(id, { id, address, level });
  }
  // In one order everywhere, so that two such changes never wait for each other.
  const inOrder = [...resolved.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  for (const one of inOrder) await change(trx, ctx, { ...parties, ...one });
};

const change = async (
  trx: Trx,
  ctx: Context,
  { caller, user, isForced, ...wanted }: PermissionParties & Resolved,
): Promise<void> => {
  const { id: beaconId, address, level: after } = wanted;
  if ((await lockBeaconById(trx, beaconId)) === undefined) throw fault('beacon_forbidden');
  const pair = { beaconId, userId: user.id };
  const before = await findBeaconLevelByUser(trx, pair);
  const own =
    caller.userId === null
      ? null
      : await findBeaconLevelByUser(trx, { beaconId, userId: caller.userId });
  const refusal = judgePermissionChange({
    own,
    before,
    after,
    isSelf: caller.userId === user.id,
    owners: await countBeaconOwners(trx, beaconId),
    mayOrphan: isForced && caller.level >= 1,
  });
  if (refusal !== null) throw fault(refusal);
  if (before === after) return;
  if (after === null) await deleteBeaconPermission(trx, pair);
  else await upsertBeaconPermission(trx, pair, after);
  await recordAudit(trx, ctx, {
    action: 'beacon.permission_changed',
    targetKind: 'beacon',
    targetId: beaconId,
    before: { username: user.username, level: before },
    after: { address, username: user.username, level: after },
  });
};
