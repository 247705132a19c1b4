/** Where rollouts are found. */

const base = '/updates/{tag}/{update}/rollouts';

/** The rollouts of an update, and one of them. */
export const rolloutPaths = { all: base, one: `${base}/{rollout}` } as const;

/** The same with the segment that older servers had in front, which has no meaning. */
export const olderPaths = (path: string): readonly string[] =>
  ['ci', 'prod'].map((stage) => path.replace('/updates/', `/updates/${stage}/`));
