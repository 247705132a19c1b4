/** GET /targets/{target}. */
import { defineEndpoint } from '@moorgate/http';
import { getPublishedTarget } from '@moorgate/targets';
import type { NativeContext } from '../../context.ts';
import { TargetParamsSchema, TargetSchema } from '../../schemas-targets.ts';
import { toTargetBody } from '../../translate-targets.ts';

/** One target. */
export const getTargetEndpoint = defineEndpoint({
  operationId: 'getTarget',
  method: 'GET',
  path: '/targets/{target}',
  summary: 'Show a target',
  tag: 'Targets',
  access: { scopes: ['targets:read'] },
  request: { params: TargetParamsSchema },
  responses: { 200: { description: 'The target.', schema: TargetSchema } },
  faults: ['target_not_found'],
  async handle(ctx: NativeContext, { params }) {
    return { status: 200, body: toTargetBody(await getPublishedTarget(ctx, ctx, params.target)) };
  },
});
