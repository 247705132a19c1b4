/** Finding moves of references that nobody told of: a server that was killed after a push builds it all the same. */
import type { Context } from '@moorgate/auth';
import { deleteOldBuildOmissions, listSeenReferences } from '@moorgate/db';
import type { BuildServices } from '../services.ts';
import { type BranchMove, setUnbuiltAside } from './consider-moves.ts';
import { enqueuePush, type PushedReferences, type StartedBuild } from './enqueue-push.ts';
import { builtRepositories, isBranch } from './factory-config.ts';

const nowhere = '0'.repeat(40);

/** Longer than a push lasts: what it did not move by then, it does not move. */
const announcedMs = 86_400_000;

const missedMoves = (
  seen: ReadonlyMap<string, string>,
  present: ReadonlyMap<string, string>,
): BranchMove[] => {
  const refs = new Set([...seen.keys(), ...present.keys()]);
  return [...refs]
    .filter((ref) => isBranch(ref) && seen.get(ref) !== present.get(ref))
    .map((ref) => ({ ref, old: seen.get(ref) ?? nowhere, new: present.get(ref) ?? nowhere }));
};

/** One that cannot be considered stands in the way of no other, and is tried again with the next comparison. */
const enqueueMissed = async (
  ctx: Context,
  services: BuildServices,
  { moves, ...place }: Omit<PushedReferences, 'by'>,
): Promise<StartedBuild[]> => {
  const started: StartedBuild[] = [];
  for (const move of moves)
    try {
      const push = { ...place, moves: [move], by: 'moorgate' };
      started.push(...(await enqueuePush(ctx, services, push)).started);
    } catch (error) {
      ctx.log.warn({ err: error, ...place, ref: move.ref }, 'a missed move was not considered');
    }
  return started;
};

/**
 * Compares where the branches of each built repository are with where they were when a build was last considered, and
 * starts the builds that are missing, but for those of which it was announced that no push starts them. The references are read
 * after what was seen of them, so a push that is told of meanwhile is found to be known.
 */
export const reconcileReferences = async (
  ctx: Context,
  services: BuildServices,
  factory: string,
): Promise<readonly StartedBuild[]> => {
  const { source } = services;
  if (source === null) return [];
  const started: StartedBuild[] = [];
  for (const repository of Object.keys(builtRepositories)) {
    const place = { factory, repository };
    const seen = await listSeenReferences(ctx.db, place);
    const missed = missedMoves(seen, await source.listReferences(place));
    const { built: moves } = await setUnbuiltAside(ctx, place, missed);
    started.push(...(await enqueueMissed(ctx, services, { ...place, moves })));
    const before = new Date(ctx.clock.now().getTime() - announcedMs);
    await deleteOldBuildOmissions(ctx.db, place, before);
  }
  return started;
};
