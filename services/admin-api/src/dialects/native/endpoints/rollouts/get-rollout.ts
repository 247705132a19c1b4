/** GET /updates/{tag}/{update}/rollouts/{rollout}. */
import { getRollout } from '@moorgate/delivery';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { RolloutParamsSchema, RolloutSchema } from '../../schemas-rollouts.ts';
import { toRolloutBody } from '../../translate-rollouts.ts';
import { olderPaths, rolloutPaths } from './paths.ts';

/** One rollout. */
export const getRolloutEndpoint = defineEndpoint({
  operationId: 'getRollout',
  method: 'GET',
  path: rolloutPaths.one,
  aliases: olderPaths(rolloutPaths.one),
  summary: 'Show a rollout',
  tag: 'Rollouts',
  access: { scopes: ['updates:read'], byGroup: true },
  request: { params: RolloutParamsSchema },
  responses: { 200: { description: 'The rollout.', schema: RolloutSchema } },
  faults: ['update_name_invalid', 'rollout_name_invalid', 'rollout_not_found'],
  async handle(ctx: NativeContext, { params }) {
    return { status: 200, body: toRolloutBody(await getRollout(ctx, ctx, params)) };
  },
});
