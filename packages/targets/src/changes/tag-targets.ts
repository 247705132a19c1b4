/** Giving targets other tags. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { formatInstant, type JsonObject } from '@moorgate/tuf';
import type { TargetChange, TargetServices } from '../services.ts';
import type { Target } from '../target.ts';
import { applyChange } from './apply-change.ts';
import { checkTargets, type WantedTarget } from './check-target.ts';

/** The tags that targets are to have, by their names. */
export interface Tagging {
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

/** A target tells when it was changed last where it tells that at all. */
const withTags = (target: Target, tags: readonly string[], at: Date): WantedTarget => {
  const updatedAt: JsonObject =
    target.custom['updatedAt'] === undefined ? {} : { updatedAt: formatInstant(at) };
  const { name, bytes, sha256, custom } = target;
  return { name, bytes, sha256, custom: { ...custom, ...updatedAt, tags } };
};

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((tag, index) => tag === other[index]);

/**
 * Replaces the tags of targets, and nothing else of them.
 * Faults: invalid_request, for what can be no tag; target_not_found; those of `applyChange`.
 */
export const tagTargets = (
  ctx: Context,
  services: TargetServices,
  { tags: wantedTags }: Tagging,
): Promise<TargetChange> =>
  applyChange(ctx, services, {
    action: 'targets.tagged',
    of: { reason: `Tag ${[...wantedTags.keys()].join(', ')}`.slice(0, 500) },
    plan: (present) => {
      const wanted = [...wantedTags].flatMap(([name, tags]) => {
        const target = present.get(name);
        if (target === undefined)
          throw fault('target_not_found', { detail: `There is no target ${name.slice(0, 128)}.` });
        return isSame(target.tags, tags) ? [] : [withTags(target, tags, ctx.clock.now())];
      });
      return { wanted: checkTargets(wanted), gone: [] };
    },
  });
