/** GET /users/{username}/sessions */
import { listSessions } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { UsernameParamsSchema } from '../../schemas.ts';
import { OpenSessionSchema, PageQuerySchema } from '../../schemas-people.ts';
import { toOpenSessionBody } from '../../translate-people.ts';

export const listSessionsOfUserEndpoint = defineEndpoint({
  operationId: 'listSessionsOfUser',
  method: 'GET',
  path: '/users/{username}/sessions',
  summary: 'List the open sessions of a user',
  tag: 'Sessions',
  access: { scopes: ['users:read'] },
  request: { params: UsernameParamsSchema, query: PageQuerySchema },
  responses: {
    200: {
      description: 'A page of sessions.',
      schema: Type.Array(OpenSessionSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['user_not_found', 'cursor_invalid'],
  handle: async (ctx, { params, query, path }) => {
    const { items, nextCursor } = await listSessions(ctx, { ...query, ...params });
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
      body: items.map(toOpenSessionBody),
    };
  },
});
