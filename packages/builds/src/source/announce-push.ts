/** How many builds one push starts by itself: whoever mirrors a repository of thousands of branches wants none of most of them. */
import type { Context } from '@moorgate/auth';
import {
  deleteBuildOmissions,
  insertBuildOmissions,
  inTransaction,
  lockSeenReferences,
} from '@moorgate/db';
import type { BuildServices, SourceReader } from '../services.ts';
import { type BranchMove, headOf, isNowhere } from './consider-moves.ts';
import type { PushedReferences } from './enqueue-push.ts';
import { type BuildKind, buildKindOf, isBranch, readTagging } from './factory-config.ts';
import { isUnusable } from './plan-build.ts';

/** What one push starts where an operator says nothing: the branches that people work on, and no mirror of a repository. */
export const defaultBuildsPerPush = 16;

const passUnusable = (error: unknown): undefined => {
  if (!isUnusable(error)) throw error;
};

/** Which branches are built; one whose configuration cannot be used is, since its build says so. */
export const readIsBuilt = async (
  source: SourceReader,
  { factory, kind }: { readonly factory: string; readonly kind: BuildKind },
): Promise<(ref: string) => boolean> => {
  const tagsOf = await readTagging(source, factory).catch(passUnusable);
  return (ref) => {
    try {
      return tagsOf?.({ kind, ref }) !== null;
    } catch (error) {
      passUnusable(error);
      return true;
    }
  };
};

/** The first that are built, in the order in which Git names them. */
const choose = async (
  { source, buildsPerPush }: { readonly source: SourceReader; readonly buildsPerPush: number },
  built: { readonly factory: string; readonly kind: BuildKind },
  moves: readonly BranchMove[],
): Promise<readonly BranchMove[]> => {
  if (moves.length <= buildsPerPush) return moves;
  const isBuilt = await readIsBuilt(source, built);
  return moves.filter(({ ref }) => isBuilt(ref)).slice(0, buildsPerPush);
};

/**
 * Writes down, before a push moves anything, which of its branches start no build by themselves: those beyond
 * `services.buildsPerPush` that are built at all. So whoever finds them moved, in whatever portions and after whatever was
 * killed, leaves out the same ones. A later push that moves a branch to the same commit decides anew.
 */
export const announcePush = async (
  ctx: Context,
  { source, buildsPerPush }: Pick<BuildServices, 'source' | 'buildsPerPush'>,
  { factory, repository, moves }: Omit<PushedReferences, 'by'>,
): Promise<void> => {
  const kind = buildKindOf(repository);
  const wanted = moves.filter((move) => isBranch(move.ref) && !isNowhere(move.new));
  if (source === null || kind === undefined || wanted.length === 0) return;
  const chosen = new Set(await choose({ source, buildsPerPush }, { factory, kind }, wanted));
  const heads = wanted.filter((move) => !chosen.has(move)).map(headOf);
  const place = { factory, repository };
  await inTransaction(ctx.db, async (trx) => {
    await lockSeenReferences(trx, place);
    await deleteBuildOmissions(trx, place, [...chosen].map(headOf));
    await insertBuildOmissions(trx, place, { heads, at: ctx.clock.now() });
  });
};
