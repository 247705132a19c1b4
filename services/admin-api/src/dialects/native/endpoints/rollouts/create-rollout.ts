/** PUT /updates/{tag}/{update}/rollouts/{rollout}. */
import { createRollout } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import {
  RolloutParamsSchema,
  rolloutRequestBytesMax,
  RolloutRequestSchema,
} from '../../schemas-rollouts.ts';
import { toRolloutSelection } from '../../translate-rollouts.ts';
import { olderPaths, rolloutPaths } from './paths.ts';

/** Gives an update to devices. */
export const createRolloutEndpoint = defineEndpoint({
  operationId: 'createRollout',
  method: 'PUT',
  path: rolloutPaths.one,
  aliases: olderPaths(rolloutPaths.one),
  summary: 'Give an update to devices',
  description:
    'To the devices that are named, and to those of the groups that are named, as far as they report the tag of the update and are not denied. They are assigned after the answer, in milliseconds as a rule; `committed` tells. The rollout stays open: a device that joins a group or reports the tag later is given the update too, until the rollout is closed. Of several rollouts that a device fits, the one that was asked for last counts. Whoever is limited to groups of devices names groups among these, and no other device is touched.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read-update'], byGroup: true },
  request: { params: RolloutParamsSchema, body: RolloutRequestSchema },
  bodyLimitBytes: rolloutRequestBytesMax,
  responses: { 202: { description: 'The devices are about to be assigned.' } },
  faults: [
    'update_name_invalid',
    'rollout_name_invalid',
    'group_not_found',
    'update_not_found',
    'rollout_exists',
    'metadata_not_acceptable',
  ],
  async handle(ctx: NativeContext, { params, body }) {
    await createRollout(ctx, ctx, { ...params, ...toRolloutSelection(body) });
    ctx.rollouts.wake();
    return { status: 202 };
  },
});
