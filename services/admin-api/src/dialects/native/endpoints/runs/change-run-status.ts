/** POST /runner/runs/{run}/status. */
import { changeRunStatus } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { LeasedRunParamsSchema, RunStatusSchema, RunWordSchema } from '../../schemas-runners.ts';
import { leaseOf, notOfOperators } from './lease-of.ts';

export const changeRunStatusEndpoint = defineEndpoint({
  operationId: 'changeRunStatus',
  method: 'POST',
  path: '/runner/runs/{run}/status',
  summary: 'Say what a run is at',
  tag: 'Runs',
  access: { runner: true },
  request: { params: LeasedRunParamsSchema, body: RunStatusSchema },
  responses: { 200: { description: 'What is to be done.', schema: RunWordSchema } },
  faults: ['run_lease_lost'],
  unaudited: notOfOperators,
  async handle(ctx: NativeContext, input) {
    const body = await changeRunStatus(ctx, leaseOf(ctx, input), input.body.status);
    return { status: 200, body };
  },
});
