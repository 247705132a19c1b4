/** GET /ota/factories/{factory}/targets/{target}. */
import { defineEndpoint } from '@moorgate/http';
import { getTarget } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetParamsSchema, TargetSchema } from '../../schemas-targets.ts';
import { toTargetBody } from '../../translate-targets.ts';

/** One target. */
export const getFactoryTargetEndpoint = defineEndpoint({
  operationId: 'getFactoryTarget',
  method: 'GET',
  path: '/factories/{factory}/targets/{target}',
  summary: 'Show a target',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetParamsSchema },
  responses: { 200: { description: 'The target.', schema: TargetSchema } },
  faults: ['factory_not_found', 'target_not_found'],
  async handle(ctx: FoundriesContext, { params }) {
    requireFactory(ctx, params.factory);
    return { status: 200, body: toTargetBody(await getTarget(ctx, ctx, params.target)) };
  },
});
