/** GET /projects/{factory}/lmp/. */
import { defineEndpoint } from '@moorgate/http';
import { type ProjectContext, requireFactory } from '../../context.ts';
import { jsendOf, success } from '../../envelope-projects.ts';
import { requestOrigin } from '../../request-origin.ts';
import { ProjectSchema } from '../../schemas-builds.ts';
import { FactoryParamsSchema } from '../../schemas.ts';

/** What is built of a factory. */
export const getProjectEndpoint = defineEndpoint({
  operationId: 'getProject',
  method: 'GET',
  path: '/{factory}/lmp/',
  summary: 'Show the project of the factory',
  tag: 'Builds',
  access: { scopes: ['ci:read'] },
  request: { params: FactoryParamsSchema },
  responses: { 200: { description: 'It.', schema: jsendOf({ project: ProjectSchema }) } },
  faults: ['factory_not_found'],
  async handle(ctx: ProjectContext, { params, headers }) {
    requireFactory(ctx, params.factory);
    const url = `${requestOrigin(ctx, headers)}/projects/${ctx.factory}/lmp/`;
    return Promise.resolve(
      success({
        project: {
          name: `${ctx.factory}/lmp`,
          url,
          builds_url: `${url}builds/`,
          'synchronous-builds': false,
        },
      }),
    );
  },
});
