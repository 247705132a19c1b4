/** Finding moves of references that nobody told of: a server that was killed after a push builds it all the same. */
import type { Context } from '@moorgate/auth';
import { listSeenReferences } from '@moorgate/db';
import type { BuildServices } from '../services.ts';
import { enqueuePush, type PushedReferences, type StartedBuild } from './enqueue-push.ts';
import { builtRepositories } from './factory-config.ts';

const nowhere = '0'.repeat(40);

const missedMoves = (
  seen: ReadonlyMap<string, string>,
  present: ReadonlyMap<string, string>,
): { ref: string; old: string; new: string }[] => {
  const refs = new Set([...seen.keys(), ...present.keys()]);
  return [...refs]
    .filter((ref) => ref.startsWith('refs/heads/') && seen.get(ref) !== present.get(ref))
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
      started.push(...(await enqueuePush(ctx, services, push)));
    } catch (error) {
      ctx.log.warn({ err: error, ...place, ref: move.ref }, 'a missed move was not considered');
    }
  return started;
};

/**
 * Compares where the branches of each built repository are with where they were when a build was last considered, and
 * starts the builds that are missing. The references are read after what was seen of them, so a push that is told of
 * meanwhile is found to be known.
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
    const moves = missedMoves(seen, await source.listReferences(place));
    started.push(...(await enqueueMissed(ctx, services, { ...place, moves })));
  }
  return started;
};
