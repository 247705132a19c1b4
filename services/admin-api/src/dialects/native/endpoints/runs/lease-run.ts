/** POST /runner/leases. */
import { noteRunner, requireRunner } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { LeaseAnswerSchema, VacancySchema } from '../../schemas-runners.ts';
import { notOfOperators } from './lease-of.ts';

export const leaseRunEndpoint = defineEndpoint({
  operationId: 'leaseRun',
  method: 'POST',
  path: '/runner/leases',
  summary: 'Take a run',
  description: 'Waits for up to 25 seconds where none is to be executed.',
  tag: 'Runs',
  access: { runner: true },
  request: { body: VacancySchema, subscription: true },
  responses: { 200: { description: 'A run, or null.', schema: LeaseAnswerSchema } },
  faults: [],
  unaudited: notOfOperators,
  answersSecret: true,
  async handle(ctx: NativeContext, { body, headers, subscription }) {
    const runner = requireRunner(ctx);
    await noteRunner(ctx, runner, body);
    const services = ctx.builds.servicesFor(headers.host);
    const requireAccess = () => subscription.requireAccess();
    const run = await ctx.builds.queue.take(ctx, services, {
      runner,
      vacancy: body,
      requireAccess,
    });
    return { status: 200, body: { run } };
  },
});
