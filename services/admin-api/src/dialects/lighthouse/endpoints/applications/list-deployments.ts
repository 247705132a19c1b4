/** GET /applications/list/{Id} */
import { readHistory } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { toInteger } from '../../go-values.ts';
import {
  ApplicationParamsSchema,
  DeploymentSchema,
  HistoryQuerySchema,
} from '../../schemas-applications.ts';
import { toDeploymentBody } from '../../translate-applications.ts';

/** The deployments of an application. */
export const listDeploymentsEndpoint = defineEndpoint({
  operationId: 'listLighthouseDeployments',
  method: 'GET',
  path: '/applications/list/{Id}',
  summary: 'List the deployments of an application',
  description: 'Newest first; nothing for an application that one may not use.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: ApplicationParamsSchema, query: HistoryQuerySchema },
  responses: { 200: { description: 'The deployments.', schema: Type.Array(DeploymentSchema) } },
  faults: ['application_not_found'],
  handle: async (ctx, { params, query }) => {
    const history = await readHistory(ctx, params.Id, toInteger(query.count));
    return { status: 200, body: history.map(toDeploymentBody) };
  },
});
