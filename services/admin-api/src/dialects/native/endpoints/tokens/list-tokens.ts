/** GET /tokens */
import { listTokens } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { TokenListQuerySchema, TokenSchema } from '../../schemas-tokens.ts';
import { toTokenBody, toTokenListRequest } from '../../translate-tokens.ts';

export const listTokensEndpoint = defineEndpoint({
  operationId: 'listTokens',
  method: 'GET',
  path: '/tokens',
  summary: 'List tokens',
  description:
    'One’s own, oldest first, ended ones included unless one `state` is asked for; those of a service account that one answers for; with the scope `tokens:read` those of any `user`, or of `all-owners`.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { query: TokenListQuerySchema },
  responses: {
    200: {
      description: 'A page of tokens, without their secrets.',
      schema: Type.Array(TokenSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['scope_missing', 'user_not_found', 'cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const page = await listTokens(ctx, toTokenListRequest(query));
    return {
      status: 200,
      headers: nextPageHeaders(path, query, page.nextCursor),
      body: page.items.map(toTokenBody),
    };
  },
});
