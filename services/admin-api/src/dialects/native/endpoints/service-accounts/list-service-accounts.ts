/** GET /service-accounts */
import { findServiceAccounts } from '@moorgate/auth';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { ServiceAccountSchema } from '../../schemas-service-accounts.ts';
import { toServiceAccountBody } from '../../translate-service-accounts.ts';

export const listServiceAccountsEndpoint = defineEndpoint({
  operationId: 'listServiceAccounts',
  method: 'GET',
  path: '/service-accounts',
  summary: 'List service accounts',
  description:
    'In the order of their names: with `users:read` all of them, otherwise those that one answers for.',
  tag: 'Service accounts',
  access: { authenticated: true },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of service accounts.',
      schema: Type.Array(ServiceAccountSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const page = await findServiceAccounts(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, query, page.nextCursor),
      body: page.items.map(toServiceAccountBody),
    };
  },
});
