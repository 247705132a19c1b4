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
  description: 'Active users in the order of their names.',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
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
    const { limit, cursor } = query;
    const page = await listUsers(ctx, { limit, ...(cursor === undefined ? {} : { cursor }) });
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit }, page.nextCursor),
      body: page.items.map(toUserBody),
    };
  },
});
