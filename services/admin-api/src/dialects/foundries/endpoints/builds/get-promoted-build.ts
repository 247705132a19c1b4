/** GET /projects/{factory}/lmp/promoted-builds/{name}/. */
import { formatBuildDetails, getPromotedBuild, listStatusEvents } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { ProjectBuildDetailsSchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { buildFaults } from './build-of.ts';

const ParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  name: Type.String({ description: 'Under which a build was promoted.' }),
});

/** The build that has a name. */
export const getPromotedBuildEndpoint = defineEndpoint({
  operationId: 'getPromotedBuild',
  method: 'GET',
  path: '/{factory}/lmp/promoted-builds/{name}/',
  summary: 'Show a promoted build',
  description: 'The newest of that name.',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: ParamsSchema },
  responses: {
    200: { description: 'It.', schema: jsendOf({ build: ProjectBuildDetailsSchema }) },
  },
  faults: buildFaults,
  async handle(ctx: ProjectContext, { params, headers }) {
    requireFactory(ctx, params.factory);
    const build = await getPromotedBuild(ctx, { factory: ctx.factory, name: params.name });
    const events = await listStatusEvents(ctx, build, null);
    return success({ build: formatBuildDetails(requestOrigin(ctx, headers), build, events) });
  },
});
