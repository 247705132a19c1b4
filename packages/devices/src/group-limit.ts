/** Which devices somebody may see or change: those of the groups that a scope is held for. */
import { type Context, groupsWith, type Scope } from '@moorgate/auth';
import type { GroupLimit } from '@moorgate/db';

/**
 * The groups that whoever asks holds the scope for, as the store takes them; null for every device. A device that is in
 * none of them is for whoever asks like one that does not exist.
 */
export const groupLimitOf = (ctx: Context, scope: Scope): GroupLimit => {
  const held = groupsWith(ctx.principal, scope);
  return held === 'all' ? null : [...held].sort();
};
