/** GET /builds/{build}. */
import { getBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { BuildParamsSchema, BuildSchema } from '../../schemas-builds.ts';
import { toBuildBody } from '../../translate-builds.ts';

export const getBuildEndpoint = defineEndpoint({
  operationId: 'getBuild',
  method: 'GET',
  path: '/builds/{build}',
  summary: 'Show a build',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildParamsSchema },
  responses: { 200: { description: 'It, with its runs.', schema: BuildSchema } },
  faults: ['build_not_found', 'build_removed'],
  async handle(ctx: NativeContext, { params }) {
    const build = await getBuild(ctx, { factory: ctx.factory, buildId: params.build });
    return { status: 200, body: toBuildBody(build) };
  },
});
