/** GET /applications/{application}/operations */
import { pageOperations } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import {
  ApplicationParamsSchema,
  OperationSchema,
  PageQuerySchema,
} from '../../schemas-applications.ts';
import { toOperationBody } from '../../translate-applications.ts';

export const listOperationsEndpoint = defineEndpoint({
  operationId: 'listOperations',
  method: 'GET',
  path: '/applications/{application}/operations',
  summary: 'List what was done to an application',
  description: 'Newest first.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { params: ApplicationParamsSchema, query: PageQuerySchema },
  responses: {
    200: {
      description: 'A page of operations.',
      schema: Type.Array(OperationSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid', 'application_not_found'],
  handle: async (ctx, { params, query, path }) => {
    const { items, nextCursor } = await pageOperations(ctx, params.application, query);
    return {
      status: 200,
      body: items.map(toOperationBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
