/** GET /sessions */
import { listSessions } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { OpenSessionSchema, PageQuerySchema } from '../../schemas-people.ts';
import { toOpenSessionBody } from '../../translate-people.ts';

export const listSessionsEndpoint = defineEndpoint({
  operationId: 'listSessions',
  method: 'GET',
  path: '/sessions',
  summary: 'List one’s own open sessions',
  description: 'In the order in which they began. A session lasts 48 hours, used or not.',
  tag: 'Sessions',
  access: { authenticated: true },
  request: { query: PageQuerySchema },
  responses: {
    200: {
      description: 'A page of sessions.',
      schema: Type.Array(OpenSessionSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const { items, nextCursor } = await listSessions(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
      body: items.map(toOpenSessionBody),
    };
  },
});
