/** POST /builds/{build}/rerun. */
import { rerun } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { BuildParamsSchema, RunChoiceSchema } from '../../schemas-builds.ts';

export const rerunBuildEndpoint = defineEndpoint({
  operationId: 'rerunBuild',
  method: 'POST',
  path: '/builds/{build}/rerun',
  summary: 'Start runs of a build again',
  description: 'The one that is named, or all that have failed.',
  tag: 'Builds',
  access: { scopes: ['ci:read-update'] },
  request: { params: BuildParamsSchema, body: RunChoiceSchema },
  responses: { 202: { description: 'They wait for runners.' } },
  faults: ['build_not_found', 'build_removed', 'build_not_complete'],
  async handle(ctx: NativeContext, { params, body }) {
    await rerun(ctx, { factory: ctx.factory, buildId: params.build }, body.run);
    return { status: 202 };
  },
});
