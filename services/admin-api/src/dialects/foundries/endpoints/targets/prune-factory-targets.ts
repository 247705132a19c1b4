/** DELETE /ota/factories/{factory}/targets/. */
import { defineEndpoint } from '@moorgate/http';
import { pruneTargets } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetJobSchema, TargetPruningSchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { changeFaults, jobBody, targetsBodyBytesMax } from './job-reply.ts';

/** Takes targets away. */
export const pruneFactoryTargetsEndpoint = defineEndpoint({
  operationId: 'pruneFactoryTargets',
  method: 'DELETE',
  path: '/factories/{factory}/targets/',
  summary: 'Prune targets',
  description:
    'All that the body names, or none. Devices that run one go on; the updates that they have become stay, and are given to no more devices.',
  tag: 'Targets',
  access: { scopes: ['targets:read-update'] },
  request: { params: FactoryParamsSchema, body: TargetPruningSchema },
  bodyLimitBytes: targetsBodyBytesMax,
  responses: { 202: { description: 'The targets are gone.', schema: TargetJobSchema } },
  faults: [...changeFaults, 'target_not_found'],
  async handle(ctx: FoundriesContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const change = await pruneTargets(ctx, ctx, { names: body.targets });
    ctx.targets.wake();
    return { status: 202, body: jobBody(ctx, { headers }, change) };
  },
});
