/** Builds of what was pushed: each move of a branch is considered once, whoever tells of it. */
import { type Context, recordAudit, withDb } from '@moorgate/auth';
import {
  findBuildByCommit,
  findBuildMoveByReference,
  insertBuildMoves,
  inTransaction,
  lockSeenReference,
  type ReferenceKey,
  type ReferenceMove,
  type Trx,
  upsertSeenReferences,
} from '@moorgate/db';
import { insertBuildWithRuns } from '../creation/insert-build.ts';
import { type BuildServices, buildUrlOf, type SourceReader } from '../services.ts';
import { findPushTrigger } from '../triggers/find-push-trigger.ts';
import {
  type BranchMove,
  headOf,
  isNowhere,
  setUnbuiltAside,
  standingOf,
} from './consider-moves.ts';
import { type BuildKind, buildKindOf, isBranch } from './factory-config.ts';
import { type BuildPlan, planBuild, readIsBuilt, triggerNameOf } from './plan-build.ts';

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

/** What became of a push. */
export interface EnqueuedPush {
  readonly started: readonly StartedBuild[];
  /** By the names of their triggers, the builds that it would have started if it had moved fewer branches. */
  readonly omitted: readonly string[];
}

const skips = /\[(?:skip ci|ci skip)\]/i;

/** Null where nothing is to be built of it. */
const planMove = async (
  ctx: Context,
  source: SourceReader,
  move: ReferenceKey & ReferenceMove,
): Promise<BuildPlan | null> => {
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

const judgeMove = async (
  trx: Trx,
  move: ReferenceKey & ReferenceMove,
  seen: string | undefined,
): Promise<Verdict> => {
  const standing = standingOf(move, seen);
  if (standing === 'next') return { isNew: true };
  if (standing === 'known') {
    const build = await findBuildByCommit(trx, move, move.new);
    return { isNew: false, buildId: build?.build_id ?? null };
  }
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
    await upsertSeenReferences(trx, move, [headOf(move)]);
    await insertBuildMoves(trx, move, { moves: [move], buildId, at: ctx.clock.now() });
    return buildId;
  });

/** Reads each file once: the configuration of the factory is that of every branch. */
const readingOnce = (source: SourceReader): SourceReader => {
  const read = new Map<string, ReturnType<SourceReader['readFile']>>();
  return {
    ...source,
    readFile: (file) => {
      const key = JSON.stringify(Object.entries(file).sort());
      const content = read.get(key) ?? source.readFile(file);
      read.set(key, content);
      return content;
    },
  };
};

const triggersOf = async (
  source: SourceReader,
  built: { readonly factory: string; readonly kind: BuildKind },
  omitted: readonly BranchMove[],
): Promise<readonly string[]> => {
  if (omitted.length === 0) return [];
  const isBuilt = await readIsBuilt(source, built);
  return omitted.flatMap(({ ref }) => (isBuilt(ref) ? [triggerNameOf(built.kind, ref)] : []));
};

/**
 * Starts the builds of a push: of each branch that moved in a repository that is built, unless it was announced that the branch
 * starts none by itself, or the message of its newest commit has `[skip ci]`. A move is considered once, however often, by
 * whomever and in which order it is told of; for one that was considered before, the build that it started is named again. What
 * a build is made of is read before its transaction begins, and nothing is read of a branch that starts none.
 */
export const enqueuePush = async (
  ctx: Context,
  services: BuildServices,
  { factory, repository, moves, by }: PushedReferences,
): Promise<EnqueuedPush> => {
  const kind = buildKindOf(repository);
  if (services.source === null || kind === undefined) return { started: [], omitted: [] };
  const source = readingOnce(services.source);
  const place = { factory, repository };
  const branches = moves.filter(({ ref }) => isBranch(ref));
  const { built, omitted } = await setUnbuiltAside(ctx, place, branches);
  const started: StartedBuild[] = [];
  for (const one of built) {
    const move = { ...place, ...one };
    const plan = await planMove(ctx, source, move);
    const buildId = await enqueueMove(ctx, move, { plan, by });
    if (buildId !== null)
      started.push({ buildId, url: buildUrlOf(services, { factory, buildId }) });
  }
  return { started, omitted: await triggersOf(source, { factory, kind }, omitted) };
};
