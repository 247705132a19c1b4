/** POST …/rollouts/{rollout}/close and DELETE …/rollouts/{rollout}. */
import { closeRollout, deleteRollout } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { RolloutParamsSchema } from '../../schemas-rollouts.ts';
import { rolloutPaths } from './paths.ts';

const names = ['update_name_invalid', 'rollout_name_invalid', 'rollout_not_found'] as const;

/** Closes a rollout. */
export const closeRolloutEndpoint = defineEndpoint({
  operationId: 'closeRollout',
  method: 'POST',
  path: `${rolloutPaths.one}/close`,
  summary: 'Close a rollout',
  description:
    'It takes no more devices; those that it has keep the update. One that is closed stays so.',
  tag: 'Rollouts',
  access: { scopes: ['updates:read-update'], byGroup: true },
  request: { params: RolloutParamsSchema },
  responses: { 204: { description: 'The rollout is closed.' } },
  faults: names,
  async handle(ctx: NativeContext, { params }) {
    await closeRollout(ctx, ctx, params);
    return { status: 204 };
  },
});

/** Deletes a rollout. */
export const deleteRolloutEndpoint = defineEndpoint({
  operationId: 'deleteRollout',
  method: 'DELETE',
  path: rolloutPaths.one,
  summary: 'Delete a rollout',
  description:
    'Refused while a device has the update by it. The rollout is forgotten, and its name free again: an earlier rollout of the tag that is still open may take the devices that it had.',
  tag: 'Rollouts',
  access: { scopes: ['updates:delete'], byGroup: true },
  request: { params: RolloutParamsSchema },
  responses: { 204: { description: 'The rollout is deleted.' } },
  faults: [...names, 'rollout_in_use'],
  async handle(ctx: NativeContext, { params }) {
    await deleteRollout(ctx, ctx, params);
    return { status: 204 };
  },
});
