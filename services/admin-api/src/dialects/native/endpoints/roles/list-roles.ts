/** GET /roles */
import { listRoles } from '@moorgate/auth';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { RoleSchema } from '../../schemas-roles.ts';
import { toRoleBody } from '../../translate-roles.ts';

export const listRolesEndpoint = defineEndpoint({
  operationId: 'listRoles',
  method: 'GET',
  path: '/roles',
  summary: 'List roles',
  description:
    'In the order of their names. A new installation begins with `viewer`, `operator` and `administrator`, which may be changed and deleted like any other.',
  tag: 'Roles',
  access: { scopes: ['users:read'] },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of roles.',
      schema: Type.Array(RoleSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const { items, nextCursor } = await listRoles(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
      body: items.map(toRoleBody),
    };
  },
});
