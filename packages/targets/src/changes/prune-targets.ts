/** Taking targets away. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { TargetChange, TargetServices } from '../services.ts';
import { applyChange } from './apply-change.ts';

/** The targets to take away. */
export interface Pruning {
  readonly names: readonly string[];
}

/**
 * Takes targets away, all of them or none. Devices that run one go on; updates that they have become stay, and are given to
 * no more devices that only follow the tag.
 * Faults: target_not_found; those of `applyChange`.
 */
export const pruneTargets = (
  ctx: Context,
  services: TargetServices,
  { names }: Pruning,
): Promise<TargetChange> =>
  applyChange(ctx, services, {
    action: 'targets.pruned',
    of: { reason: `Prune ${names.join(', ')}`.slice(0, 500) },
    plan: (present) => {
      const missing = names.find((name) => !present.has(name));
      if (missing !== undefined)
        throw fault('target_not_found', { detail: `There is no target ${missing.slice(0, 128)}.` });
      return { wanted: [], gone: [...new Set(names)] };
    },
  });
