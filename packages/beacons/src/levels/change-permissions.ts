/** Changing who may use what levels are held on. */
import { type Context, recordAudit, requireUnlimited, withDb } from '@moorgate/auth';
import { inTransaction, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { resolveBeacon } from '../resolve-beacon.ts';
import { beaconLevels } from './beacon-levels.ts';
import { judgePermissionChange } from './judge-permission.ts';
import type { Leveled, LeveledKind } from './leveled-kind.ts';
import { type Caller, findCaller, findRanked, type RankedUser, sees } from './visible-users.ts';

/** What somebody shall be allowed to do with one thing. */
export interface WantedPermission {
  /** The address of a beacon or its alias; the name of an application. */
  readonly on: string;
  /** Null: nothing. */
  readonly level: number | null;
}

/** Who asks for whom. */
export interface PermissionParties {
  readonly caller: Caller;
  readonly user: RankedUser;
  /** Leaves a thing without an owner, if whoever asks has level 1 among people. */
  readonly isForced: boolean;
}

/** One change, of what was found. */
interface Change extends PermissionParties {
  readonly kind: LeveledKind;
  readonly leveled: Leveled;
  readonly after: number | null;
}

/**
 * Gives a user one level on one beacon, or takes it; the user is one whom whoever asks sees, or who may use the beacon
 * already. Throws `scope_missing` without `beacons:manage`, `beacon_not_found`, `beacon_forbidden`, `user_not_found`, and
 * `beacon_owner_last`.
 */
export const changePermission = async (
  ctx: Context,
  request: {
    readonly beacon: string;
    readonly username: string;
    readonly level: number | null;
    readonly isForced: boolean;
  },
): Promise<void> => {
  const kind = beaconLevels;
  requireUnlimited(ctx.principal, [kind.scope]);
  await inTransaction(ctx.db, async (trx) => {
    const inside = withDb(ctx, trx);
    const resolved = await resolveBeacon(inside, request.beacon);
    if (resolved === null) throw fault('beacon_not_found');
    const caller = await findCaller(inside);
    const isSelf = caller.username === request.username;
    if ((resolved.level ?? -1) < 1 && !isSelf) throw fault('beacon_forbidden');
    const user = await findRanked(trx, request.username);
    if (user === null) throw fault('user_not_found');
    const { id, address: name } = resolved.beacon;
    const isKnown = (await kind.levelOf(trx, { id, userId: user.id })) !== null;
    if (!isKnown && !sees(caller, user)) throw fault('user_not_found');
    const { isForced, level: after } = request;
    await change(trx, ctx, { caller, user, isForced, kind, leveled: { id, name }, after });
  });
};

/**
 * Makes several such changes for a user whom whoever asks sees, as a part of a larger change of the same user. Throws
 * `scope_missing`, and the refusals of the kind: `forbidden` also for what is nowhere.
 */
export const changePermissions = async (
  trx: Trx,
  ctx: Context,
  request: PermissionParties & {
    readonly kind: LeveledKind;
    readonly wanted: readonly WantedPermission[];
  },
): Promise<void> => {
  const { kind, wanted, ...parties } = request;
  if (wanted.length === 0) return;
  requireUnlimited(ctx.principal, [kind.scope]);
  const changes = new Map<string, Change>();
  for (const { on, level: after } of wanted) {
    const leveled = await kind.find(withDb(ctx, trx), on);
    if (leveled === null) throw fault(kind.refusals.forbidden);
    changes.set(leveled.id, { ...parties, kind, leveled, after });
  }
  // In one order everywhere, so that two such changes never wait for each other.
  const inOrder = [...changes.values()].sort((one, other) =>
    one.leveled.id < other.leveled.id ? -1 : 1,
  );
  for (const one of inOrder) await change(trx, ctx, one);
};

const change = async (
  trx: Trx,
  ctx: Context,
  { caller, user, isForced, kind, leveled, after }: Change,
): Promise<void> => {
  const { id, name } = leveled;
  if (!(await kind.lock(trx, id))) throw fault(kind.refusals.forbidden);
  const holder = { id, userId: user.id };
  const before = await kind.levelOf(trx, holder);
  const { userId } = caller;
  const refusal = judgePermissionChange({
    own: userId === null ? null : await kind.levelOf(trx, { id, userId }),
    before,
    after,
    isSelf: userId === user.id,
    owners: await kind.countOwners(trx, id),
    mayOrphan: isForced && caller.level >= 1,
  });
  if (refusal !== null) throw fault(kind.refusals[refusal]);
  if (before === after) return;
  await kind.give(trx, holder, after);
  await recordAudit(trx, ctx, {
    action: `${kind.kind}.permission_changed`,
    targetKind: kind.kind,
    targetId: id,
    before: { username: user.username, level: before },
    after: { ...kind.recordName(name), username: user.username, level: after },
  });
};
