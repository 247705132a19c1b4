/** GET /application-credentials */
import { defineEndpoint } from '@moorgate/http';
import { listApplicationCredentials } from '@moorgate/oauth';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import {
  ApplicationCredentialListQuerySchema,
  ApplicationCredentialSchema,
} from '../../schemas-application-credentials.ts';
import {
  toApplicationCredentialBody,
  toApplicationCredentialListRequest,
} from '../../translate-application-credentials.ts';

export const listApplicationCredentialsEndpoint = defineEndpoint({
  operationId: 'listApplicationCredentials',
  method: 'GET',
  path: '/application-credentials',
  summary: 'List application credentials',
  description:
    'One’s own, oldest first, ended ones included; those of a service account that one answers for; with the scope `tokens:read` those of any `user`, or of `all-owners`.',
  tag: 'Application credentials',
  access: { authenticated: true },
  request: { query: ApplicationCredentialListQuerySchema },
  responses: {
    200: {
      description: 'A page of application credentials, without their secrets.',
      schema: Type.Array(ApplicationCredentialSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['scope_missing', 'user_not_found', 'cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const request = toApplicationCredentialListRequest(query);
    const page = await listApplicationCredentials(ctx, request);
    return {
      status: 200,
      headers: nextPageHeaders(path, query, page.nextCursor),
      body: page.items.map(toApplicationCredentialBody),
    };
  },
});
