/** POST /builds/{build}/cancellation. */
import { cancelRuns } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { BuildParamsSchema, RunChoiceSchema } from '../../schemas-builds.ts';

export const cancelBuildEndpoint = defineEndpoint({
  operationId: 'cancelBuild',
  method: 'POST',
  path: '/builds/{build}/cancellation',
  summary: 'Cancel a build, or a run of it',
  description: 'What waits has failed at once; runners end the rest.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildParamsSchema, body: RunChoiceSchema },
  responses: { 202: { description: 'Runners are told.' } },
  faults: ['build_not_found', 'build_removed', 'build_ended'],
  async handle(ctx: NativeContext, { params, body }) {
    await cancelRuns(ctx, { factory: ctx.factory, buildId: params.build }, body.run);
    return { status: 202 };
  },
});
