/** GET /projects/{factory}/lmp/promoted-builds/. */
import { formatBuild, listPromotedBuilds } from '@moorgate/builds';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import {
  ProjectBuildSchema,
  projectPageFields,
  ProjectPageQuerySchema,
} from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';
import { pageMembers, pageOf } from './page-of.ts';

/** Builds that have a name. */
export const listPromotedBuildsEndpoint = defineEndpoint({
  operationId: 'listPromotedBuilds',
  method: 'GET',
  path: '/{factory}/lmp/promoted-builds/',
  summary: 'List promoted builds',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: FactoryParamsSchema, query: ProjectPageQuerySchema },
  responses: {
    200: {
      description: 'A page of builds, the newest first.',
      schema: jsendOf({ ...projectPageFields, builds: Type.Array(ProjectBuildSchema) }),
    },
  },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, input) {
    requireFactory(ctx, input.params.factory);
    const { factory } = ctx;
    const { builds, total } = await listPromotedBuilds(ctx, { factory, ...pageOf(input) });
    const origin = requestOrigin(ctx, input.headers);
    return success({
      ...pageMembers(ctx, input, total),
      builds: builds.map((build) => formatBuild(origin, build)),
    });
  },
});
