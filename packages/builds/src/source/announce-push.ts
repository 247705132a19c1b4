/** How many builds one push starts by itself: whoever mirrors a repository of thousands of branches wants none of most of them. */
import type { Context } from '@moorgate/auth';
import {
  deleteBuildOmissions,
  findRepositoryByName,
  insertBuildOmissions,
  inTransaction,
  lockSeenReferences,
  type RepositoryKey,
} from '@moorgate/db';
import type { BuildServices, SourceReader } from '../services.ts';
import { type BranchMove, headOf, isNowhere } from './consider-moves.ts';
import type { PushedReferences } from './enqueue-push.ts';
import { branchOf, type BuildKind, buildKindOf, isBranch } from './factory-config.ts';
import { readIsBuilt } from './plan-build.ts';

/** What one push starts where an operator says nothing: the branches that people work on, and no mirror of a repository. */
export const defaultBuildsPerPush = 16;

/** What is asked to choose some of many. */
interface Choice extends Pick<Context, 'db'>, Pick<BuildServices, 'buildsPerPush'> {
  readonly source: SourceReader;
}

/** The first that are built: the default branch, then the others in the order in which Git names them. */
const choose = async (
  { db, source, buildsPerPush }: Choice,
  { factory, repository, kind }: RepositoryKey & { readonly kind: BuildKind },
  moves: readonly BranchMove[],
): Promise<readonly BranchMove[]> => {
  if (moves.length <= buildsPerPush) return moves;
  const isBuilt = await readIsBuilt(source, { factory, kind });
  const row = await findRepositoryByName(db, { factory, name: repository });
  const isDefault = ({ ref }: BranchMove): boolean => branchOf(ref) === row?.default_branch;
  const built = moves.filter(({ ref }) => isBuilt(ref));
  const ordered = [...built.filter(isDefault), ...built.filter((move) => !isDefault(move))];
  return ordered.slice(0, buildsPerPush);
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
  const place = { factory, repository };
  const choice = { db: ctx.db, source, buildsPerPush };
  const chosen = new Set(await choose(choice, { ...place, kind }, wanted));
  const heads = wanted.filter((move) => !chosen.has(move)).map(headOf);
  await inTransaction(ctx.db, async (trx) => {
    await lockSeenReferences(trx, place);
    await deleteBuildOmissions(trx, place, [...chosen].map(headOf));
    await insertBuildOmissions(trx, place, { heads, at: ctx.clock.now() });
  });
};
