/** GET /ota/factories/{factory}/targets/. */
import { defineEndpoint } from '@moorgate/http';
import { listTargets } from '@moorgate/targets';
import { type FoundriesContext, requireFactory } from '../../context.ts';
import { TargetMapSchema, TargetQuerySchema } from '../../schemas-targets.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { toTargetMapBody } from '../../translate-targets.ts';

/** Every target, or those of a version. */
export const listFactoryTargetsEndpoint = defineEndpoint({
  operationId: 'listFactoryTargets',
  method: 'GET',
  path: '/factories/{factory}/targets/',
  summary: 'List targets',
  description: 'By their names. A version that there is no target of has none.',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: FactoryParamsSchema, query: TargetQuerySchema },
  responses: { 200: { description: 'The targets.', schema: TargetMapSchema } },
  faults: ['factory_not_found'],
  async handle(ctx: FoundriesContext, { params, query }) {
    requireFactory(ctx, params.factory);
    const version = query.version === undefined ? undefined : Number(query.version);
    return { status: 200, body: toTargetMapBody(await listTargets(ctx, ctx, { version })) };
  },
});
