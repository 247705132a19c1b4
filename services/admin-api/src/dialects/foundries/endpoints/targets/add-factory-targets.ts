/** POST /ota/factories/{factory}/targets/. */
import { defineEndpoint } from '@moorgate/http';
import { addTargets } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetAdditionSchema, TargetJobSchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toWantedTargets } from '../../translate-targets.ts';
import { changeFaults, jobBody, targetsBodyBytesMax } from './job-reply.ts';

/** Adds targets. */
export const addFactoryTargetsEndpoint = defineEndpoint({
  operationId: 'addFactoryTargets',
  method: 'POST',
  path: '/factories/{factory}/targets/',
  summary: 'Add targets',
  description:
    'All of them or none, under names that are free. The change is a build; the version of a target is at most its number.',
  tag: 'Targets',
  access: { scopes: ['targets:read-update'] },
  request: { params: FactoryParamsSchema, body: TargetAdditionSchema },
  bodyLimitBytes: targetsBodyBytesMax,
  responses: { 201: { description: 'The targets are there.', schema: TargetJobSchema } },
  faults: [...changeFaults, 'target_exists', 'target_version_ahead', 'targets_full'],
  async handle(ctx: FoundriesContext, { params, body, headers }) {
    requireFactory(ctx, params.factory);
    const creator = body['targets-creator'] ?? '';
    const change = await addTargets(ctx, ctx, { targets: toWantedTargets(body.targets), creator });
    ctx.targets.wake();
    return { status: 201, body: jobBody(ctx, { headers }, change) };
  },
});
