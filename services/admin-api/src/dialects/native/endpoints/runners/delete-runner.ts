/** DELETE /runners/{id}. */
import { deleteRunner } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { RunnerParamsSchema } from '../../schemas-runners.ts';

export const deleteRunnerEndpoint = defineEndpoint({
  operationId: 'deleteRunner',
  method: 'DELETE',
  path: '/runners/{id}',
  summary: 'Delete a runner',
  description:
    'Its token opens nothing from then on; the runs that it had have failed, and can be started again.',
  tag: 'Runners',
  access: { scopes: ['ci:read-update'] },
  request: { params: RunnerParamsSchema },
  responses: { 204: { description: 'It is gone.' } },
  faults: ['runner_not_found'],
  async handle(ctx: NativeContext, { params }) {
    await deleteRunner(ctx, { id: params.id, factory: ctx.factory });
    return { status: 204 };
  },
});
