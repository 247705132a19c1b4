/** Removing builds, and messages about them, when their time is over or there is no room for them. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  type BuildKey,
  countBuildBytes,
  countBuilds,
  deleteBuild,
  deleteOldWebhookDeliveries,
  inTransaction,
  listOldBuilds,
  lockBuildById,
  lockRunsByBuild,
  type OldBuildRow,
} from '@moorgate/db';

/** How much is kept of builds that have ended. */
export interface BuildRetention {
  /** After how many days a build is removed; 0: never. */
  readonly days: number;
  /** How much all consoles and artifacts may have together, in bytes; 0: as much as they like. */
  readonly bytesMax: number;
  /** After how many days a message that was delivered, or given up, is forgotten; 0: with its build. */
  readonly webhookDays: number;
}

/** What is kept where an operator says nothing: a quarter of a year, as far as a small disk goes. */
export const defaultBuildRetention: BuildRetention = {
  days: 90,
  bytesMax: 21_474_836_480,
  webhookDays: 30,
};

/** Why a build was removed. */
export type RemovalReason = 'age' | 'room';

/** What one round did, and what there is afterwards. */
export interface RetentionRound {
  readonly removed: Readonly<Record<RemovalReason, number>>;
  readonly builds: number;
  /** Of consoles and artifacts. */
  readonly bytes: number;
}

/** One round, and who ends it. */
export interface RetentionOrder {
  readonly factory: string;
  readonly retention: BuildRetention;
  /** Asked between its steps. */
  readonly isOver?: () => boolean;
}

const dayMs = 86_400_000;
const batch = 100;
const deliveriesBatch = 10_000;

/** Removes it, unless somebody has begun it anew or needs it since it was listed; answers whether it did. */
const removeBuild = (ctx: Context, key: BuildKey, reason: RemovalReason): Promise<boolean> =>
  inTransaction(ctx.db, async (trx) => {
    // In this order, as everybody who changes runs and their build.
    await lockRunsByBuild(trx, key);
    await lockBuildById(trx, key);
    const { factory, buildId } = key;
    const completedBefore = ctx.clock.now();
    const [found] = await listOldBuilds(trx, { factory, buildId, completedBefore, limit: 1 });
    if (found === undefined) return false;
    await deleteBuild(trx, key);
    await recordAudit(trx, ctx, {
      action: 'build.removed',
      targetKind: 'build',
      targetId: `${factory}/${String(buildId)}`,
      before: { completedAt: found.completed_at.toISOString(), bytes: found.bytes },
      after: { reason },
    });
    return true;
  });

/** Removes those of a list, as long as `goesOn` says of the next one; answers how many, and whether the list is to be continued. */
const removeSome = async (
  ctx: Context,
  { factory, isOver = () => false }: RetentionOrder,
  {
    completedBefore,
    reason,
    wants,
  }: {
    readonly completedBefore: Date;
    readonly reason: RemovalReason;
    readonly wants: (build: OldBuildRow) => boolean;
  },
): Promise<{ readonly removed: number; readonly hasMore: boolean }> => {
  const found = await listOldBuilds(ctx.db, { factory, completedBefore, limit: batch });
  let removed = 0;
  for (const build of found) {
    if (isOver() || !wants(build)) return { removed, hasMore: false };
    if (await removeBuild(ctx, { factory, buildId: build.build_id }, reason)) removed += 1;
  }
  return { removed, hasMore: removed > 0 && found.length === batch };
};

const removeByAge = async (ctx: Context, order: RetentionOrder): Promise<number> => {
  const { days } = order.retention;
  if (days === 0) return 0;
  const completedBefore = new Date(ctx.clock.now().getTime() - days * dayMs);
  let total = 0;
  for (let hasMore = true; hasMore;) {
    const round = await removeSome(ctx, order, {
      completedBefore,
      reason: 'age',
      wants: () => true,
    });
    total += round.removed;
    ({ hasMore } = round);
  }
  return total;
};

/** The oldest go first, until the rest has room; one that has nothing makes none, and goes with them. */
const removeForRoom = async (ctx: Context, order: RetentionOrder): Promise<number> => {
  const { factory, retention } = order;
  if (retention.bytesMax === 0) return 0;
  let excess = (await countBuildBytes(ctx.db, factory)) - retention.bytesMax;
  const wants = (build: OldBuildRow): boolean => {
    if (excess <= 0) return false;
    excess -= build.bytes;
    return true;
  };
  let total = 0;
  for (let hasMore = true; hasMore;) {
    const terms = { completedBefore: ctx.clock.now(), reason: 'room', wants } as const;
    const round = await removeSome(ctx, order, terms);
    total += round.removed;
    ({ hasMore } = round);
  }
  return total;
};

const forgetDeliveries = async (
  ctx: Context,
  { retention, isOver = () => false }: RetentionOrder,
): Promise<void> => {
  const { webhookDays } = retention;
  if (webhookDays === 0) return;
  const before = new Date(ctx.clock.now().getTime() - webhookDays * dayMs);
  const terms = { before, limit: deliveriesBatch };
  while (!isOver() && (await deleteOldWebhookDeliveries(ctx.db, terms)) === deliveriesBatch);
};

/**
 * Removes builds that have ended, with their runs, consoles and artifacts, each in a transaction of its own with its record:
 * those that are too old, then the oldest for which there is no room, and messages that are too old. Never the newest build, one that
 * goes on, that was promoted, that a target names, or that somebody still waits for. Numbers are never used again. Any
 * number of processes may do it at once.
 */
export const removeOldBuilds = async (
  ctx: Context,
  order: RetentionOrder,
): Promise<RetentionRound> => {
  const { factory } = order;
  const age = await removeByAge(ctx, order);
  const room = await removeForRoom(ctx, order);
  await forgetDeliveries(ctx, order);
  const builds = await countBuilds(ctx.db, factory);
  return { removed: { age, room }, builds, bytes: await countBuildBytes(ctx.db, factory) };
};
