/** How two states of a target differ. */
import { isDeepStrictEqual } from 'node:util';
import type { Target } from '../target.ts';

type Compared = Pick<Target, 'bytes' | 'sha256' | 'custom' | 'tags'>;

/** `tags`: in its tags, and the time that it carries of the last change, alone. */
export type Difference = 'none' | 'tags' | 'content';

const withoutTags = ({ bytes, sha256, custom }: Compared): unknown => ({
  bytes,
  sha256,
  custom: { ...custom, tags: null, updatedAt: null },
});

/** In what the second differs from the first; a target that was not there differs in its content. */
export const differenceOf = (before: Compared | undefined, after: Compared): Difference => {
  if (before === undefined) return 'content';
  if (!isDeepStrictEqual(withoutTags(before), withoutTags(after))) return 'content';
  return isDeepStrictEqual(before.custom, after.custom) ? 'none' : 'tags';
};
