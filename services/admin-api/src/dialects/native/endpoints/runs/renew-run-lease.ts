/** POST /runner/runs/{run}/heartbeat. */
import { heartbeat } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { LeasedRunParamsSchema, RunWordSchema } from '../../schemas-runners.ts';
import { leaseOf, notOfOperators } from './lease-of.ts';

export const renewRunLeaseEndpoint = defineEndpoint({
  operationId: 'renewRunLease',
  method: 'POST',
  path: '/runner/runs/{run}/heartbeat',
  summary: 'Say that a run goes on',
  description: 'Prolongs the lease in the header `Moorgate-Lease`.',
  tag: 'Runs',
  access: { runner: true },
  request: { params: LeasedRunParamsSchema },
  responses: { 200: { description: 'What is to be done.', schema: RunWordSchema } },
  faults: ['run_lease_lost'],
  unaudited: notOfOperators,
  async handle(ctx: NativeContext, input) {
    return { status: 200, body: await heartbeat(ctx, leaseOf(ctx, input)) };
  },
});
