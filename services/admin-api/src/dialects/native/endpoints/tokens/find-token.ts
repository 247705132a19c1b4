/** GET /tokens/{id} */
import { findToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { TokenIdParamsSchema } from '../../schemas.ts';
import { TokenSchema } from '../../schemas-tokens.ts';
import { toTokenBody } from '../../translate-tokens.ts';
import { tokenVersions } from './token-versions.ts';

export const findTokenEndpoint = defineEndpoint({
  operationId: 'findToken',
  method: 'GET',
  path: '/tokens/{id}',
  summary: 'Look at a token',
  description: 'One’s own, or of a service account that one answers for; any with `tokens:read`.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema },
  responses: { 200: { description: 'The token, without its secret.', schema: TokenSchema } },
  faults: ['token_not_found'],
  versioned: tokenVersions,
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toTokenBody(await findToken(ctx, params.id)),
  }),
});
