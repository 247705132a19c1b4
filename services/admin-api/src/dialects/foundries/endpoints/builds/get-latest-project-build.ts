/** GET /projects/{factory}/lmp/builds/latest/. */
import {
  formatBuildDetails,
  getLatestBuild,
  listStatusEvents,
  passedStatuses,
} from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { LatestBuildQuerySchema, ProjectBuildDetailsSchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema, isSet } from '../../schemas.ts';
import { buildFaults } from './build-of.ts';

/** The newest build. */
export const getLatestProjectBuildEndpoint = defineEndpoint({
  operationId: 'getLatestProjectBuild',
  method: 'GET',
  path: '/{factory}/lmp/builds/latest/',
  summary: 'Show the newest build',
  description: 'That has passed, unless said.',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: FactoryParamsSchema, query: LatestBuildQuerySchema },
  responses: {
    200: { description: 'It.', schema: jsendOf({ build: ProjectBuildDetailsSchema }) },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, { params, query, headers }) {
    requireFactory(ctx, params.factory);
    const { factory } = ctx;
    const wanted = isSet(query.promoted) ? (['PROMOTED'] as const) : passedStatuses;
    const build = await getLatestBuild(ctx, {
      factory,
      triggerName: query.trigger_name,
      statuses: isSet(query.all) ? undefined : wanted,
    });
    const events = await listStatusEvents(ctx, build, null);
    return success({ build: formatBuildDetails(requestOrigin(ctx, headers), build, events) });
  },
});
