/** PATCH /ota/factories/{factory}/targets/. */
import { defineEndpoint } from '@moorgate/http';
import { tagTargets } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetJobSchema, TargetTaggingSchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { changeFaults, jobBody, targetsBodyBytesMax } from './job-reply.ts';

/** Gives targets other tags. */
export const tagFactoryTargetsEndpoint = defineEndpoint({
  operationId: 'tagFactoryTargets',
  method: 'PATCH',
  path: '/factories/{factory}/targets/',
  summary: 'Change the tags of targets',
  description: 'Replaces the tags of each that is named, and nothing else of it.',
  tag: 'Targets',
  access: { scopes: ['targets:read-update'] },
  request: { params: FactoryParamsSchema, body: TargetTaggingSchema },
  bodyLimitBytes: targetsBodyBytesMax,
  responses: { 202: { description: 'The targets have these tags.', schema: TargetJobSchema } },
  faults: [...changeFaults, 'target_not_found'],
  async handle(ctx: FoundriesContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const tags = new Map(
      Object.entries(body.targets).map(([name, { custom }]) => [name, custom.tags]),
    );
    const change = await tagTargets(ctx, ctx, { tags });
    ctx.targets.wake();
    return { status: 202, body: jobBody(ctx, { headers }, change) };
  },
});
