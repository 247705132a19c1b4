/** GET /projects/{factory}/lmp/builds/{build}/runs/. */
import { formatRun, getBuild } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { ProjectContext } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { BuildParamsSchema, BuildRunSchema } from '../../schemas-builds.ts';
import { buildFaults, buildOf } from './build-of.ts';

/** What a build consists of. */
export const listBuildRunsEndpoint = defineEndpoint({
  operationId: 'listBuildRuns',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/',
  summary: 'List the runs of a build',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildParamsSchema },
  responses: {
    200: { description: 'In their order.', schema: jsendOf({ runs: Type.Array(BuildRunSchema) }) },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const { runs } = await getBuild(ctx, buildOf(ctx, input));
    const origin = requestOrigin(ctx, input.headers);
    return success({ runs: runs.map((run) => formatRun(origin, run)) });
  },
});
