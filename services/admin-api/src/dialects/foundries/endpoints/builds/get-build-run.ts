/** GET /projects/{factory}/lmp/builds/{build}/runs/{run}/. */
import { formatRunDetails, getRun, listArtifacts, listStatusEvents } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import type { ProjectContext } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import {
  BuildRunDetailsSchema,
  BuildRunParamsSchema,
  BuildRunQuerySchema,
} from '../../schemas-builds.ts';
import { buildFaults, runOf } from './build-of.ts';

/** One run. */
export const getBuildRunEndpoint = defineEndpoint({
  operationId: 'getBuildRun',
  method: 'GET',
  path: '/{factory}/lmp/builds/{build}/runs/{run}/',
  summary: 'Show a run of a build',
  description: 'With the addresses of what it left, the console first.',
  tag: 'Runs of builds',
  access: { scopes: ['ci:read'] },
  request: { params: BuildRunParamsSchema, query: BuildRunQuerySchema },
  responses: { 200: { description: 'It.', schema: jsendOf({ run: BuildRunDetailsSchema }) } },
  faults: buildFaults,
  async handle(ctx: ProjectContext, input) {
    const key = runOf(ctx, input);
    const run = await getRun(ctx, key);
    const artifacts = await listArtifacts(ctx, run);
    const events = await listStatusEvents(ctx, key, run.id);
    const withSizes = input.query.version === 'v2';
    const origin = requestOrigin(ctx, input.headers);
    return success({ run: formatRunDetails(origin, run, { artifacts, events, withSizes }) });
  },
});
