/** Settings about targets. */
import { Type } from 'typebox';

/** What becomes of targets. */
export const targetSettings = {
  followTags: {
    variable: 'MOORGATE_FOLLOW_TAGS',
    schema: Type.Boolean(),
    description:
      'Whether a target is given to the devices that report its tag as soon as it is published, by a rollout to all of them; else rollouts are asked for by people.',
    default: true,
  },
} as const;
