/** POST /targets/{target}/retry. */
import { defineEndpoint } from '@moorgate/http';
import { retryTarget } from '@moorgate/targets';
import type { NativeContext } from '../../context.ts';
import { TargetParamsSchema } from '../../schemas-targets.ts';

/** Tries to publish a target at once. */
export const retryTargetEndpoint = defineEndpoint({
  operationId: 'retryTarget',
  method: 'POST',
  path: '/targets/{target}/retry',
  summary: 'Publish a target at once',
  description:
    'For what waits or has failed, of every tag, and for what was an update that somebody has deleted; what is published stays as it is. The target itself tells what came of it.',
  tag: 'Targets',
  access: { scopes: ['targets:read-update'] },
  request: { params: TargetParamsSchema },
  responses: { 204: { description: 'It is being tried.' } },
  faults: ['target_not_found'],
  async handle(ctx: NativeContext, { params }) {
    await retryTarget(ctx, ctx, params.target);
    ctx.targets.wake();
    return { status: 204 };
  },
});
