/** GET /users */
import { listUsers } from '@moorgate/auth';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { UserSchema } from '../../schemas.ts';
import { toUserBody } from '../../translate.ts';

export const listUsersEndpoint = defineEndpoint({
  operationId: 'listUsers',
  method: 'GET',
  path: '/users',
  summary: 'List users',
  description: 'In the order of their names; without `state` those whose accounts are in use.',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: {
    query: Type.Object({
      state: Type.Optional(
        Type.Union([Type.Literal('active'), Type.Literal('deactivated')], {
          description: 'Which accounts.',
        }),
      ),
      limit: PageSizeSchema,
      cursor: Type.Optional(CursorSchema),
    }),
  },
  responses: {
    200: {
      description: 'A page of users.',
      schema: Type.Array(UserSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const { limit, state } = query;
    const page = await listUsers(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, { state, limit }, page.nextCursor),
      body: page.items.map(toUserBody),
    };
  },
});
