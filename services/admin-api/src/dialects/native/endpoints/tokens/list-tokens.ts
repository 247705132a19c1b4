/** GET /tokens */
import { listTokens } from '@moorgate/auth';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { TokenSchema, UsernameSchema } from '../../schemas.ts';
import { toTokenBody } from '../../translate.ts';

export const listTokensEndpoint = defineEndpoint({
  operationId: 'listTokens',
  method: 'GET',
  path: '/tokens',
  summary: 'List tokens',
  description:
    'One’s own, oldest first, ended ones included; those of another `user` with the scope `tokens:read`.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: {
    query: Type.Object({
      user: Type.Optional(UsernameSchema),
      limit: PageSizeSchema,
      cursor: Type.Optional(CursorSchema),
    }),
  },
  responses: {
    200: {
      description: 'A page of tokens, without their secrets.',
      schema: Type.Array(TokenSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['scope_missing', 'user_not_found', 'cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const { user, limit, cursor } = query;
    const page = await listTokens(ctx, {
      limit,
      ...(user === undefined ? {} : { username: user }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      status: 200,
      headers: nextPageHeaders(path, { user, limit }, page.nextCursor),
      body: page.items.map(toTokenBody),
    };
  },
});
