/** Builds of what was pushed: each move of a branch is considered once, whoever tells of it. */
import { type Context, recordAudit, withDb } from '@moorgate/auth';
import {
  deleteSeenReference,
  findBuildByCommit,
  findBuildMoveByReference,
  insertBuildMove,
  inTransaction,
  lockSeenReference,
  type ReferenceKey,
  type ReferenceMove,
  type Trx,
  upsertSeenReference,
} from '@moorgate/db';
import { insertBuildWithRuns } from '../creation/insert-build.ts';
import { type BuildServices, buildUrlOf, type SourceReader } from '../services.ts';
import { findPushTrigger } from '../triggers/find-push-trigger.ts';
import { builtRepositories } from './factory-config.ts';
import { type BuildPlan, planBuild } from './plan-build.ts';

/** What a push moved. */
export interface PushedReferences {
  readonly factory: string;
  readonly repository: string;
  /** `old` and `new` in full; zeros alone for a reference that was, or is, not there. */
  readonly moves: readonly {
    readonly ref: string;
    readonly old: string;
    readonly new: string;
  }[];
  /** Who pushed, as a person reads it. */
  readonly by: string;
}

/** A build that was started. */
export interface StartedBuild {
  readonly buildId: number;
  readonly url: string;
}

const isNowhere = (commit: string): boolean => /^0*$/.test(commit);

const skips = /\[(?:skip ci|ci skip)\]/i;

/** Null where nothing is to be built of it. */
const planMove = async (
  ctx: Context,
  source: SourceReader,
  move: ReferenceKey & ReferenceMove,
): Promise<BuildPlan | null> => {
  if (isNowhere(move.new)) return null;
  const { factory, repository, ref, new: commit } = move;
  const head = await source.readCommit({ factory, repository, revision: commit });
  if (head === undefined || skips.test(head.message)) return null;
  return planBuild(ctx, source, { factory, repository, ref, commit });
};

const startBuild = async (
  trx: Trx,
  ctx: Context,
  { move, plan, by }: { move: ReferenceKey & ReferenceMove; plan: BuildPlan; by: string },
): Promise<number> => {
  const { factory, repository, ref, old, new: commit } = move;
  const buildId = await insertBuildWithRuns(trx, ctx, {
    ...plan,
    factory,
    triggerId: await findPushTrigger(trx, factory),
    reason: `Push of ${commit.slice(0, 12)} to ${ref} of ${repository} by ${by}`,
    createdBy: by,
    move: { repository, ref, old: isNowhere(old) ? null : old, new: commit },
  });
  await recordAudit(trx, ctx, {
    action: 'build.created',
    targetKind: 'build',
    targetId: `${factory}/${String(buildId)}`,
    after: { repository, ref, commit, by },
  });
  return buildId;
};

/** What is to be done about a move: `new`, or nothing, with the build that was started for it before. */
type Verdict =
  { readonly isNew: true } | { readonly isNew: false; readonly buildId: number | null };

/**
 * A move that ends where the reference was last seen is known. One that begins there follows it. One that does neither comes out
 * of turn: it is known, or a later one has overtaken it, so that its build would be newer than that of what came after it;
 * or else what came before it was missed.
 */
const judgeMove = async (
  trx: Trx,
  move: ReferenceKey & ReferenceMove,
  seen: string | undefined,
): Promise<Verdict> => {
  const isSeen = seen === undefined ? isNowhere(move.new) : seen === move.new;
  if (isSeen) {
    const build = isNowhere(move.new) ? undefined : await findBuildByCommit(trx, move, move.new);
    return { isNew: false, buildId: build?.build_id ?? null };
  }
  if (seen === undefined ? isNowhere(move.old) : seen === move.old) return { isNew: true };
  const {
    isKnown,
    build_id: buildId,
    isOvertaken,
  } = await findBuildMoveByReference(trx, move, move);
  return isKnown || isOvertaken ? { isNew: false, buildId } : { isNew: true };
};

const enqueueMove = async (
  ctx: Context,
  move: ReferenceKey & ReferenceMove,
  { plan, by }: { readonly plan: BuildPlan | null; readonly by: string },
): Promise<number | null> =>
  inTransaction(ctx.db, async (trx) => {
    const seen = await lockSeenReference(trx, move);
    const verdict = await judgeMove(trx, move, seen);
    if (!verdict.isNew) return verdict.buildId;
    const buildId =
      plan === null ? null : await startBuild(trx, withDb(ctx, trx), { move, plan, by });
    if (isNowhere(move.new)) await deleteSeenReference(trx, move);
    else await upsertSeenReference(trx, move, move.new);
    await insertBuildMove(trx, move, { ...move, buildId, at: ctx.clock.now() });
    return buildId;
  });

/**
 * Starts the builds of a push: of each branch that moved in a repository that is built, unless the message of its newest
 * commit has `[skip ci]`. A move is considered once, however often, by whomever and in which order it is told of; for one
 * that was considered before, the build that it started is named again. What a build is made of is read before its
 * transaction begins.
 */
export const enqueuePush = async (
  ctx: Context,
  services: BuildServices,
  push: PushedReferences,
): Promise<readonly StartedBuild[]> => {
  const { factory, repository, moves, by } = push;
  const { source } = services;
  if (source === null || !Object.hasOwn(builtRepositories, repository)) return [];
  const started: StartedBuild[] = [];
  for (const one of moves.filter(({ ref }) => ref.startsWith('refs/heads/'))) {
    const move = { factory, repository, ...one };
    const plan = await planMove(ctx, source, move);
    const buildId = await enqueueMove(ctx, move, { plan, by });
    if (buildId !== null)
      started.push({ buildId, url: buildUrlOf(services, { factory, buildId }) });
  }
  return started;
};
