/** GET /projects/{factory}/lmp/builds/{build}/. */
import { formatBuildDetails, getBuild, listStatusEvents } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { BuildParamsSchema, ProjectBuildDetailsSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** One build. */
export const getProjectBuildEndpoint = defineEndpoint({
  operationId: 'getProjectBuild',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/',
  summary: 'Show a build',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildParamsSchema },
  responses: {
    200: { description: 'It.', schema: jsendOf({ build: ProjectBuildDetailsSchema }) },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const key = buildOf(ctx, input);
    const build = await getBuild(ctx, key);
    const events = await listStatusEvents(ctx, key, null);
    const origin = requestOrigin(ctx, input.headers);
    return success({ build: formatBuildDetails(origin, build, events) });
  },
});
