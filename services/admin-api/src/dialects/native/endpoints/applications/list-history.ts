/** GET /applications/{application}/deployments and GET /applications/{application}/operations */
import { pageDeployments, pageOperations } from '@moorgate/applications';
import type { Page } from '@moorgate/auth';
import { defineEndpoint, type Reply } from '@moorgate/http';
import { type TSchema, Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import {
  ApplicationParamsSchema,
  DeploymentSchema,
  OperationSchema,
  PageQuerySchema,
} from '../../schemas-applications.ts';
import { toDeploymentBody, toOperationBody } from '../../translate-applications.ts';

const shared = {
  method: 'GET',
  description: 'Newest first.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: ApplicationParamsSchema, query: PageQuerySchema },
  faults: ['cursor_invalid', 'application_not_found'],
} as const;

const pageResponses = (description: string, item: TSchema) => ({
  200: {
    description,
    schema: Type.Array(item),
    headers: { Link: 'The next page, if there is one (RFC 8288).' },
  },
});

const replyWith = <T>(
  { items, nextCursor }: Page<T>,
  { path, limit }: { readonly path: string; readonly limit: number },
  toBody: (item: T) => object,
): Reply => ({
  status: 200,
  body: items.map(toBody),
  headers: nextPageHeaders(path, { limit }, nextCursor),
});

export const listDeploymentsEndpoint = defineEndpoint({
  ...shared,
  operationId: 'listDeployments',
  path: '/applications/{application}/deployments',
  summary: 'List the deployments of an application',
  responses: pageResponses('A page of deployments.', DeploymentSchema),
  handle: async (ctx, { params, query, path }) => {
    const page = await pageDeployments(ctx, params.application, query);
    return replyWith(page, { path, limit: query.limit }, toDeploymentBody);
  },
});

export const listOperationsEndpoint = defineEndpoint({
  ...shared,
  operationId: 'listOperations',
  path: '/applications/{application}/operations',
  summary: 'List what was done to an application',
  responses: pageResponses('A page of operations.', OperationSchema),
  handle: async (ctx, { params, query, path }) => {
    const page = await pageOperations(ctx, params.application, query);
    return replyWith(page, { path, limit: query.limit }, toOperationBody);
  },
});
