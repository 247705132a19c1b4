/** Adding targets, under names that are free. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { TargetChange, TargetServices } from '../services.ts';
import { applyChange, type PresentTargets } from './apply-change.ts';
import { type CheckedTarget, checkTargets, type WantedTarget } from './check-target.ts';
import { requireRoom } from './limits.ts';

/** Targets to add. */
export interface Addition {
  readonly targets: readonly WantedTarget[];
  /** What the one who adds them says of where they are from. */
  readonly creator: string;
}

const requireFree = (present: PresentTargets, wanted: readonly CheckedTarget[]): void => {
  const taken = wanted.find(({ name }) => present.has(name));
  if (taken !== undefined)
    throw fault('target_exists', { detail: `There is a target ${taken.name}.` });
};

/**
 * Adds targets, all of them or none. Of two that add the same name at once, one is refused.
 * Faults: invalid_request; target_exists; targets_full; those of `applyChange`.
 */
export const addTargets = (
  ctx: Context,
  services: TargetServices,
  { targets, creator }: Addition,
): Promise<TargetChange> => {
  const wanted = checkTargets(targets);
  const names = wanted.map(({ name }) => name).join(', ');
  return applyChange(ctx, services, {
    action: 'targets.added',
    of: { reason: `Add ${names}${creator === '' ? '' : ` (${creator})`}`.slice(0, 500) },
    plan: (present) => {
      requireFree(present, wanted);
      requireRoom(present.size + wanted.length);
      return { wanted, gone: [] };
    },
  });
};
