/** Putting a whole list of targets in the place of the one that there is. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { TargetChange, TargetServices } from '../services.ts';
import { applyChange, type PresentTargets } from './apply-change.ts';
import { type CheckedTarget, checkTargets, type WantedTarget } from './check-target.ts';
import { requireRoom } from './limits.ts';

/** All targets that there are to be. */
export interface Edition {
  readonly targets: readonly WantedTarget[];
}

/**
 * Versions grow: a target that is newer than all that are named was added after somebody read the list that they edited, and is
 * not to go with that.
 */
const requireNoneMeanwhile = (
  present: PresentTargets,
  wanted: readonly CheckedTarget[],
  gone: readonly string[],
): void => {
  const highest = Math.max(...wanted.map(({ version }) => version));
  const newer = gone.find((name) => (present.get(name)?.version ?? 0) > highest);
  if (newer !== undefined)
    throw fault('target_exists', {
      detail: `${newer} is newer than every target of the list, and may have been added meanwhile. Read the list again; to take the newest target away, prune it.`,
    });
};

/**
 * Replaces all targets: those that are not named go, but for those that may have been added since the list was read.
 * Faults: invalid_request; target_exists; targets_full; those of `applyChange`.
 */
export const editTargets = (
  ctx: Context,
  services: TargetServices,
  { targets }: Edition,
): Promise<TargetChange> => {
  const wanted = checkTargets(targets);
  const names = new Set(wanted.map(({ name }) => name));
  return applyChange(ctx, services, {
    action: 'targets.edited',
    of: { reason: 'Edit targets' },
    plan: (present) => {
      const gone = [...present.keys()].filter((name) => !names.has(name));
      requireNoneMeanwhile(present, wanted, gone);
      requireRoom(wanted.length);
      return { wanted, gone };
    },
  });
};
