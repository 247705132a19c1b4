/** GET /applications/{application}/deployments */
import { pageDeployments } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import {
  ApplicationParamsSchema,
  DeploymentSchema,
  PageQuerySchema,
} from '../../schemas-applications.ts';
import { toDeploymentBody } from '../../translate-applications.ts';

export const listDeploymentsEndpoint = defineEndpoint({
  operationId: 'listDeployments',
  method: 'GET',
  path: '/applications/{application}/deployments',
  summary: 'List the deployments of an application',
  description: 'Newest first.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: ApplicationParamsSchema, query: PageQuerySchema },
  responses: {
    200: {
      description: 'A page of deployments.',
      schema: Type.Array(DeploymentSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid', 'application_not_found'],
  handle: async (ctx, { params, query, path }) => {
    const { items, nextCursor } = await pageDeployments(ctx, params.application, query);
    return {
      status: 200,
      body: items.map(toDeploymentBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
