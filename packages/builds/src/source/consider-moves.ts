/** Moves of branches that nothing is built of, and what tells a move that is new from one that was considered before. */
import type { Context } from '@moorgate/auth';
import {
  deleteSeenReferences,
  findBuildMoveByReference,
  insertBuildMoves,
  inTransaction,
  listBuildOmissions,
  listSeenReferences,
  lockSeenReferences,
  type ReferenceHead,
  type ReferenceMove,
  type RepositoryKey,
  type Trx,
  upsertSeenReferences,
} from '@moorgate/db';

/** A move of a branch, `refs/heads/…`. */
export interface BranchMove extends ReferenceMove {
  readonly ref: string;
}

/** Whether a commit stands for none: zeros alone. */
export const isNowhere = (commit: string): boolean => /^0*$/.test(commit);

/** Where a branch is after its move. */
export const headOf = ({ ref, new: commit }: BranchMove): ReferenceHead => ({ ref, commit });

/**
 * A move that ends where the reference was last seen is `known`. One that begins there is the `next`. One that does neither comes
 * `outOfTurn`: it is known, or a later one has overtaken it, so that its build would be newer than that of what came after it;
 * or else what came before it was missed.
 */
export const standingOf = (
  move: ReferenceMove,
  seen: string | undefined,
): 'known' | 'next' | 'outOfTurn' => {
  const isAt = (commit: string): boolean =>
    seen === undefined ? isNowhere(commit) : seen === commit;
  if (isAt(move.new)) return 'known';
  return isAt(move.old) ? 'next' : 'outOfTurn';
};

const isNew = async (
  trx: Trx,
  move: RepositoryKey & BranchMove,
  seen: string | undefined,
): Promise<boolean> => {
  const standing = standingOf(move, seen);
  if (standing !== 'outOfTurn') return standing === 'next';
  const { isKnown, isOvertaken } = await findBuildMoveByReference(trx, move, move);
  return !isKnown && !isOvertaken;
};

/** Any number of moves in a handful of statements, but for those that come out of turn. */
const noteUnbuilt = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  place: RepositoryKey,
  moves: readonly BranchMove[],
): Promise<void> =>
  inTransaction(db, async (trx) => {
    await lockSeenReferences(trx, place);
    const seen = await listSeenReferences(trx, place);
    const noted: BranchMove[] = [];
    for (const move of moves) {
      if (!(await isNew(trx, { ...place, ...move }, seen.get(move.ref)))) continue;
      noted.push(move);
      if (isNowhere(move.new)) seen.delete(move.ref);
      else seen.set(move.ref, move.new);
    }
    const refs = [...new Set(noted.map(({ ref }) => ref))];
    const heads = refs.flatMap((ref) => {
      const commit = seen.get(ref);
      return commit === undefined ? [] : [{ ref, commit }];
    });
    await upsertSeenReferences(trx, place, heads);
    await deleteSeenReferences(
      trx,
      place,
      refs.filter((ref) => !seen.has(ref)),
    );
    await insertBuildMoves(trx, place, { moves: noted, buildId: null, at: clock.now() });
  });

/** Moves that are built, and heads that start no build by themselves. */
export interface SortedMoves {
  readonly built: readonly BranchMove[];
  readonly omitted: readonly BranchMove[];
}

/**
 * Considers those moves that nothing is built of: branches that are gone, and heads of which it was written down that they start no
 * build by themselves. What that takes does not grow with their number, but for the size of statements.
 */
export const setUnbuiltAside = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  place: RepositoryKey,
  moves: readonly BranchMove[],
): Promise<SortedMoves> => {
  const present = moves.filter((move) => !isNowhere(move.new));
  const refs = await listBuildOmissions(ctx.db, place, present.map(headOf));
  const isOmitted = (move: BranchMove): boolean => !isNowhere(move.new) && refs.has(move.ref);
  const built = present.filter((move) => !isOmitted(move));
  const unbuilt = moves.filter((move) => isNowhere(move.new) || isOmitted(move));
  if (unbuilt.length > 0) await noteUnbuilt(ctx, place, unbuilt);
  return { built, omitted: present.filter(isOmitted) };
};
