/** GET /applications */
import { pageApplications } from '@moorgate/applications';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { ApplicationSchema, PageQuerySchema } from '../../schemas-applications.ts';
import { toApplicationBody } from '../../translate-applications.ts';

export const listApplicationsEndpoint = defineEndpoint({
  operationId: 'listApplications',
  method: 'GET',
  path: '/applications',
  summary: 'List applications',
  description:
    'Those that one may use, oldest first; every one for holders of `applications:read`.',
  tag: 'Applications',
  access: { scopes: ['applications:use'] },
  request: { query: PageQuerySchema },
  responses: {
    200: {
      description: 'A page of applications.',
      schema: Type.Array(ApplicationSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const { items, nextCursor } = await pageApplications(ctx, query);
    return {
      status: 200,
      body: items.map(toApplicationBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
