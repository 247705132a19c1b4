/** POST /runner/runs/{run}/completion. */
import { completeRun } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { LeasedRunParamsSchema, RunCompletionSchema } from '../../schemas-runners.ts';
import { leaseOf, notOfOperators } from './lease-of.ts';

export const completeRunEndpoint = defineEndpoint({
  operationId: 'completeRun',
  method: 'POST',
  path: '/runner/runs/{run}/completion',
  summary: 'End a run',
  description:
    'The lease, and the credential of the run with it, end with this. One that was cancelled has failed, whatever is said.',
  tag: 'Runs',
  access: { runner: true },
  request: { params: LeasedRunParamsSchema, body: RunCompletionSchema },
  bodyLimitBytes: 1_048_576,
  responses: { 204: { description: 'It has ended.' } },
  faults: ['run_lease_lost'],
  unaudited: notOfOperators,
  async handle(ctx: NativeContext, input) {
    await completeRun(ctx, leaseOf(ctx, input), input.body);
    ctx.targets.wake();
    return { status: 204 };
  },
});
