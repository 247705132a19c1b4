/** PUT /ota/factories/{factory}/targets/. */
import { defineEndpoint } from '@moorgate/http';
import { editTargets } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetEditionSchema, TargetJobSchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toWantedTargets } from '../../translate-targets.ts';
import { changeFaults, jobBody, targetsBodyBytesMax } from './job-reply.ts';

/** Replaces all targets. */
export const editFactoryTargetsEndpoint = defineEndpoint({
  operationId: 'editFactoryTargets',
  method: 'PUT',
  path: '/factories/{factory}/targets/',
  summary: 'Replace all targets',
  description:
    'Those that are not named go. Where one of them is newer than all that are named, it may have been added meanwhile, and nothing is changed.',
  tag: 'Targets',
  access: { scopes: ['targets:read-update'] },
  request: { params: FactoryParamsSchema, body: TargetEditionSchema },
  bodyLimitBytes: targetsBodyBytesMax,
  responses: {
    202: { description: 'The targets are what they were to be.', schema: TargetJobSchema },
  },
  faults: [...changeFaults, 'target_exists', 'target_version_ahead', 'targets_full'],
  async handle(ctx: FoundriesContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const change = await editTargets(ctx, ctx, { targets: toWantedTargets(body.targets) });
    ctx.targets.wake();
    return { status: 202, body: jobBody(ctx, { headers }, change) };
  },
});
